"""Lines of the queue, and the places behind them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from helpdesk import clock
from helpdesk.errors import InvalidInput
from helpdesk.models import Priority, ServiceClass, TicketSource, TicketStatus
from helpdesk.tickets.wanted import Wanted

URGENCIES = 3
"""First what a leader ordered, then what is urgent, then the rest, by its day."""


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket as the queue shows it; nothing that is sealed was opened for it."""

    id: int
    number: str
    subject: str
    category: str
    service_class: ServiceClass
    priority: Priority
    source: TicketSource
    status: TicketStatus
    due_on: date | None
    settled_at: datetime | None
    waiting_since: datetime | None
    supervised_at: datetime | None
    escalation: int
    urged: int
    path: str | None
    officer_id: int | None
    claimed_by_id: int | None
    claimed_until: datetime | None
    officer: str | None
    claimer: str | None
    union: str | None
    calling_since: datetime | None
    """Since when the worker waits for an officer to talk to."""

    @property
    def urgency(self) -> int:
        """Return which come first, before their days are compared."""
        if self.supervised_at is not None:
            return 0
        return 1 if self.priority is Priority.urgent else 2


@dataclass(frozen=True, slots=True)
class Place:
    """The place in a list behind one ticket: what it is ordered by, and its key."""

    urgency: int
    at: date | datetime
    ticket_id: int

    @classmethod
    def behind(cls, line: Line, wanted: Wanted) -> Self:
        """Return the place behind a line of a list."""
        if wanted.standing.is_settled:
            return cls(0, line.settled_at or clock.now(), line.id)
        return cls(line.urgency, line.due_on or date.max, line.id)

    def __str__(self) -> str:
        """Write it into an address."""
        at = self.at
        moment = at.astimezone(UTC) if isinstance(at, datetime) else at
        return f"{self.urgency}_{moment.isoformat()}_{self.ticket_id}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what an address says.

        Raises:
            InvalidInput: It is none.
        """
        try:
            urgency, at, key = text.split("_")
            moment = datetime.fromisoformat(at) if "T" in at else date.fromisoformat(at)
            place = cls(int(urgency), moment, int(key))
        except ValueError:
            raise InvalidInput("no place in a list") from None
        is_naive = isinstance(moment, datetime) and moment.tzinfo is None
        is_known = 0 <= place.urgency < URGENCIES and 0 < place.ticket_id < 2**31
        if is_naive or not is_known:
            raise InvalidInput("no place in a list")
        return place

    @property
    def settled(self) -> tuple[datetime, int]:
        """Return the place in a list of settled tickets."""
        if isinstance(self.at, datetime):
            return self.at, self.ticket_id
        raise InvalidInput("a place in another list")

    @property
    def due(self) -> tuple[date, int]:
        """Return the place in a list by urgency."""
        if isinstance(self.at, datetime):
            raise InvalidInput("a place in another list")
        return self.at, self.ticket_id
