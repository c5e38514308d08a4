"""Rules of assignment as the page shows them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.console.calls.told import in_groups, moment
from api.console.names import names
from api.console.visit import Visit
from helpdesk.assignment import Draft, Outcome
from helpdesk.models import AssignmentRule, DeskHours, Officer
from helpdesk.scope import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """A rule in the list, in two sentences: for which tickets, and to whom."""

    id: int
    name: str
    about: str
    whom: str
    is_active: bool
    is_ours: bool
    """It may be changed from here."""


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What would become of a ticket."""

    number: str
    grouped: str
    subject: str
    at: str
    who: str
    why: str


def read_draft(visit: Visit, organisation_id: int | None) -> Draft:
    """Read the sheet."""
    form = visit.form
    named = [key for key in visit.all("officer") if key.isascii() and key.isdigit()]
    return Draft(
        name=form.get("name", ""),
        hours=form.get("hours", DeskHours.always),
        skills=visit.all("skill"),
        categories=[each for each in visit.all("category") if each],
        priorities=visit.all("priority"),
        sources=visit.all("source"),
        organisation_id=organisation_id,
        role=form.get("role", ""),
        officer_ids=[int(key) for key in named if len(key) < 10],
        most=form.get("most", ""),
    )


def draft_of(rule: AssignmentRule) -> Draft:
    """Return a rule as the sheet shows it."""
    return Draft(
        name=rule.name,
        hours=rule.hours,
        skills=rule.skills,
        categories=rule.categories,
        priorities=rule.priorities,
        sources=rule.sources,
        organisation_id=rule.organisation_id,
        role=rule.role or "",
        officer_ids=rule.officer_ids,
        most="" if rule.most is None else str(rule.most),
    )


def lines_of(
    rules: Sequence[AssignmentRule],
    officers: Sequence[Officer],
    unions: Mapping[int, str],
    *,
    scope: Scope,
) -> tuple[Line, ...]:
    """Return the rules as lines."""
    called = {officer.id: officer.name for officer in officers}
    return tuple(
        Line(
            id=rule.id,
            name=rule.name,
            about="；".join(_about(rule, unions)) or names().assignment["any"],
            whom="，".join(_whom(rule, called)),
            is_active=rule.active,
            is_ours=scope.covers(rule.path),
        )
        for rule in rules
    )


def outcomes_of(outcomes: Sequence[Outcome]) -> tuple[OutcomeView, ...]:
    """Return what would become of tickets, line by line."""
    return tuple(
        OutcomeView(
            number=each.ticket.number,
            grouped=in_groups(each.ticket.number),
            subject=each.ticket.subject,
            at=moment(each.ticket.created_at),
            who=each.chosen.hand.officer.name if each.chosen else "",
            why=each.why,
        )
        for each in outcomes
    )


def tally(outcomes: Sequence[Outcome]) -> tuple[tuple[str, int], ...]:
    """Count who would get how many; nobody is counted under an empty name."""
    counted = Counter(
        each.chosen.hand.officer.name if each.chosen else "" for each in outcomes
    )
    return tuple(counted.most_common())


def _about(rule: AssignmentRule, unions: Mapping[int, str]) -> Iterator[str]:
    book = names()
    if rule.organisation_id is not None:
        yield unions.get(rule.organisation_id, "")
    for listed, called in (
        (rule.skills, book.skills),
        (rule.categories, book.intents),
        (rule.priorities, book.priorities),
        (rule.sources, book.ticket_sources),
    ):
        if listed:
            told: Mapping[str, str] = {str(key): text for key, text in called.items()}
            yield "、".join(told.get(each, each) for each in listed)
    if rule.hours is not DeskHours.always:
        yield book.desk_hours[rule.hours]


def _whom(rule: AssignmentRule, called: Mapping[int, str]) -> Iterator[str]:
    if rule.role is not None:
        yield names().roles[rule.role]
    if rule.officer_ids:
        yield "、".join(called.get(key, "?") for key in rule.officer_ids)
    if rule.most is not None:
        yield names().assignment["most"].format(most=rule.most)
