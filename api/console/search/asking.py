"""What an officer asks the search for, as its form says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk import clock
from helpdesk.models import SearchKind, TicketStatus
from helpdesk.search import Place

SETTLED = frozenset(status for status in TicketStatus if status.is_settled)
STATES: Mapping[str, frozenset[TicketStatus]] = {
    "open": frozenset(TicketStatus) - SETTLED,
    "settled": SETTLED,
}
PERIODS = {"month": 31, "quarter": 92, "year": 366}


@dataclass(frozen=True, slots=True)
class Asking:
    """A form that was read; what makes no sense in it is left out."""

    said: str = ""
    kind: SearchKind | None = None
    state: str = ""
    period: str = ""
    after: Place | None = None

    @property
    def statuses(self) -> frozenset[TicketStatus]:
        """Return the states that are wanted; none is any."""
        return STATES.get(self.state, frozenset())

    @property
    def since(self) -> datetime | None:
        """Return the day since which something has to have happened."""
        days = PERIODS.get(self.period)
        return None if days is None else clock.now() - timedelta(days=days)

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything but words is asked for."""
        return bool(self.kind or self.state or self.period)


def asking_of(form: Mapping[str, str]) -> Asking:
    """Read the form."""
    kind, state, period = (form.get(name, "") for name in ("kind", "state", "period"))
    return Asking(
        said=form.get("q", ""),
        kind=SearchKind(kind) if kind in {*SearchKind} else None,
        state=state if state in STATES else "",
        period=period if period in PERIODS else "",
        after=_place(form.get("after", "")),
    )


def written(place: Place) -> str:
    """Write where a list goes on, as the form brings it back."""
    return f"{place.at.isoformat()} {place.entry_id}"


def _place(said: str) -> Place | None:
    at, _, key = said.partition(" ")
    try:
        place = Place(datetime.fromisoformat(at), int(key))
    except ValueError:
        return None
    return place if place.at.tzinfo and 0 < place.entry_id < 2**31 else None
