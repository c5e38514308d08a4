"""The audit log as a list: what is asked for by the address, and what is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from api.console.audit.book import book
from api.console.calls.told import in_groups, moment
from helpdesk import clock
from helpdesk.audit import Line, Sought
from helpdesk.models import AuditAction, AuditEntry, AuditSubject

FIELDS = ("officer", "action", "subject", "number", "day")
LARGEST = 2**31


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for; what makes no sense is left out."""

    asked: Mapping[str, str]
    before: int | None

    def sought(self, ticket: Sought | None) -> Sought:
        """Return what is sought; of one ticket, if its number was given."""
        asked = self.asked
        since = until = None
        if "day" in asked:
            on = date.fromisoformat(asked["day"])
            since = datetime.combine(on, time(), clock.SHENZHEN)
            until = since + timedelta(days=1)
        subject = AuditSubject(asked["subject"]) if "subject" in asked else None
        return Sought(
            officer_id=int(asked["officer"]) if "officer" in asked else None,
            action=AuditAction(asked["action"]) if "action" in asked else None,
            subject=ticket.subject if ticket else subject,
            subject_id=ticket.subject_id if ticket else None,
            since=since,
            until=until,
        )

    def address(self, before: int) -> str:
        """Return the query of the page behind an entry."""
        return urlencode({**self.asked, "before": before})


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that changed, or that is only told."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing done, as a line."""

    at: str
    who: str | None
    kind: str
    action: str
    is_alarming: bool
    subject: str
    about: str
    address: str
    reason: str
    facts: tuple[Fact, ...]


def choice_of(query: Mapping[str, str]) -> Choice:
    """Read what is asked for."""
    known = {
        "officer": _is_key(query.get("officer", "")),
        "action": query.get("action") in set(AuditAction),
        "subject": query.get("subject") in set(AuditSubject),
        "number": bool(_digits(query.get("number", ""))),
        "day": _is_day(query.get("day", "")),
    }
    asked = {name: query[name] for name in FIELDS if known[name]}
    before = query.get("before", "")
    return Choice(asked, int(before) if _is_key(before) else None)


def number_of(choice: Choice) -> str:
    """Return the ticket number that is asked for, without its spaces."""
    return _digits(choice.asked.get("number", ""))


def row_of(line: Line) -> Row:
    """Return an entry as it is read."""
    entry, names = line.entry, book()
    return Row(
        at=f"{moment(entry.created_at)}:{entry.created_at:%S}",
        who=line.officer,
        kind=entry.actor.value,
        action=names.actions.get(entry.action, entry.action.value),
        is_alarming=entry.action in names.alarming,
        subject=names.subjects.get(entry.subject, entry.subject.value),
        about=_about(line),
        address=entry.address or "",
        reason=entry.reason or "",
        facts=tuple(_facts(entry, line.unions)),
    )


def _about(line: Line) -> str:
    """Name what it was done to: a number as people say it, else the key."""
    if line.about is None:
        key = line.entry.subject_id
        return "" if key is None else f"#{key}"
    is_ticket = line.entry.subject is AuditSubject.ticket
    return in_groups(line.about) if is_ticket else line.about


def _facts(entry: AuditEntry, unions: Mapping[int, str]) -> Iterator[Fact]:
    """Yield what changed; what stayed as it was is not told."""
    before, after, names = entry.before or {}, entry.after or {}, book()
    for name in {**before, **after}:
        old = names.value(name, before[name], unions) if name in before else None
        new = names.value(name, after[name], unions) if name in after else None
        if old != new:
            yield Fact(names.field(name), old, new)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:12]) < LARGEST


def _digits(text: str) -> str:
    digits = "".join(text.split())[:20]
    return digits if digits.isascii() and digits.isdigit() else ""


def _is_day(text: str) -> bool:
    try:
        return 2000 <= date.fromisoformat(text).year < 2200
    except ValueError:
        return False
