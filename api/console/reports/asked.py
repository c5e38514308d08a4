"""What an address asks the board for: days, a union, a class of service."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from helpdesk import clock
from helpdesk.errors import InvalidInput
from helpdesk.models import ServiceClass
from helpdesk.reports.board import Wanted
from helpdesk.reports.periods import Period, Span, between, span
from helpdesk.scope import Scope

USUAL = Span.month
OWN = "own"
"""Days that were chosen one by one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer wants to see; what makes no sense is left out."""

    span: str
    period: Period
    place: int | None = None
    service: str | None = None
    is_odd: bool = False
    """Whether something was left out."""

    def wanted(self, scope: Scope) -> Wanted:
        """Return what the board is made of."""
        return Wanted(scope, self.period, self.place, self.service)

    @property
    def address(self) -> str:
        """Return the query of this page."""
        said: dict[str, object] = {"span": self.span}
        if self.span == OWN:
            said |= {"from": self.period.first, "to": self.period.last}
        said |= {"place": self.place, "service": self.service}
        return urlencode({name: value for name, value in said.items() if value})

    def at(self, place: int) -> str:
        """Return the query of the same page for a union."""
        return replace(self, place=place).address


def asked_of(query: Mapping[str, str]) -> Asked:
    """Read what is asked for."""
    odd = False
    name, period = USUAL.value, span(USUAL)
    try:
        name, period = _period(query)
    except InvalidInput:
        odd = True
    place, service = query.get("place", ""), query.get("service", "")
    is_place = place.isascii() and place.isdigit() and 0 < int(place[:12]) < 2**31
    is_service = service in ServiceClass
    odd = odd or bool(place) > is_place or bool(service) > is_service
    return Asked(
        span=name,
        period=period,
        place=int(place) if is_place else None,
        service=service if is_service else None,
        is_odd=odd,
    )


def _period(query: Mapping[str, str]) -> tuple[str, Period]:
    name = query.get("span") or USUAL
    if name == OWN:
        today = clock.today().isoformat()
        period = between(query.get("from", today), query.get("to", today))
        return OWN, period
    if name not in Span:
        raise InvalidInput("no such span")
    return name, span(Span(name))
