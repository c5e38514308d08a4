"""The list of calls: what is asked for by the address, and what is shown."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from api.console.calls.sheet import TicketView, ticket_view
from api.console.calls.told import length, moment
from api.console.names import Band, names
from helpdesk import clock
from helpdesk.transcripts.analysis import RiskKind
from helpdesk.transcripts.records import CallLine, Cursor, Filter

ANY = "any"
UNCHECKED = "none"
FIELDS = ("risk", "source", "day", "score")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which calls an officer wants to see; what makes no sense is left out."""

    risk: str = ""
    source: str = ""
    day: str = ""
    score: str = ""
    after: Cursor | None = None
    is_odd: bool = False
    """Whether something was left out."""

    @property
    def wanted(self) -> Filter:
        """Return what the archive is asked for."""
        since = until = None
        if self.day:
            on = date.fromisoformat(self.day)
            since = datetime.combine(on, time(), clock.SHENZHEN)
            until = since + timedelta(days=1)
        return Filter(
            risk=None if self.risk == ANY else self.risk or None,
            is_at_risk=bool(self.risk),
            source=self.source or None,
            since=since,
            until=until,
            points=_points(self.score),
            is_unchecked=self.score == UNCHECKED,
        )

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything is filtered out."""
        return any(getattr(self, name) for name in FIELDS)

    def address(self, after: Cursor) -> str:
        """Return the query of the page behind a call."""
        wanted = {name: getattr(self, name) for name in FIELDS}
        wanted["after"] = _key(after)
        return urlencode({name: value for name, value in wanted.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """A call as a line of the list."""

    id: int
    began: str
    length: str
    source: str
    requests: tuple[str, ...]
    risks: tuple[str, ...]
    tickets: tuple[TicketView, ...]
    score: int | None
    band: Band | None
    is_cleared: bool


def choice_of(query: Mapping[str, str]) -> Choice:
    """Read what is asked for."""
    book = names()
    known = {
        "risk": query.get("risk") in {ANY, *RiskKind},
        "source": query.get("source") in book.sources,
        "day": _is_day(query.get("day", "")),
        "score": query.get("score") in {UNCHECKED, *(b.key for b in book.scores)},
    }
    taken = {name: query[name] for name in FIELDS if query.get(name) and known[name]}
    after = _cursor(query["after"]) if query.get("after") else None
    asked = [name for name in (*FIELDS, "after") if query.get(name)]
    is_odd = len(asked) > len(taken) + (after is not None)
    return Choice(**taken, after=after, is_odd=is_odd)


def line_of(call: CallLine) -> Line:
    """Return a call as a line."""
    book = names()
    requests = dict.fromkeys(book.intent(each.category) for each in call.requests)
    opened = {r.ticket.number: r.ticket for r in call.requests if r.ticket}
    return Line(
        id=call.id,
        began=moment(call.began_at),
        length=length(call.duration_ms),
        source=book.source(call.source),
        requests=tuple(requests),
        risks=tuple(book.risks[RiskKind(kind)].short for kind in call.risks),
        tickets=tuple(map(ticket_view, opened.values())),
        score=call.score,
        band=None if call.score is None else book.band(call.score),
        is_cleared=call.is_cleared,
    )


def _points(key: str) -> range | None:
    """Return the scores that are called so."""
    above = 101
    for band in names().scores:
        if band.key == key:
            return range(band.least, above)
        above = band.least
    return None


def _is_day(text: str) -> bool:
    try:
        return 2000 <= date.fromisoformat(text).year < 2200
    except ValueError:
        return False


def _key(after: Cursor) -> str:
    at = after.began_at.astimezone(UTC).isoformat()
    return urlsafe_b64encode(f"{at} {after.record_id}".encode()).decode().rstrip("=")


def _cursor(key: str) -> Cursor | None:
    """Read the place behind a call, as an address has it."""
    try:
        said = urlsafe_b64decode(key + "=" * (-len(key) % 4)).decode()
        at, _, record_id = said.partition(" ")
        began_at = datetime.fromisoformat(at)
        found = Cursor(began_at, int(record_id))
    except (ValueError, binascii.Error):
        return None
    return found if began_at.tzinfo and 0 < found.record_id < 2**63 else None
