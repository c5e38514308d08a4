"""SQL of follow-up calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select

from helpdesk.models import EventKind, ServiceClass, Ticket, TicketEvent, TicketStatus
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope

FINAL = ("satisfied", "dissatisfied", "declined")
AGAIN = ("unreachable",)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be asked about."""

    settled_from: datetime
    settled_before: datetime
    classes: Sequence[ServiceClass]
    low_rating: int
    tries: int


class FollowUpRepository(Repository):
    """Questions about who is called back."""

    async def list_due(
        self, wanted: Wanted, *, scope: Scope, limit: int
    ) -> Sequence[Ticket]:
        """Return settled tickets that nobody asked about since, oldest first."""
        statement = (
            select(Ticket)
            .where(
                Ticket.status.in_((TicketStatus.resolved, TicketStatus.closed)),
                Ticket.merged_into_id.is_(None),
                Ticket.settled_at.between(wanted.settled_from, wanted.settled_before),
                or_(
                    Ticket.service_class.in_(wanted.classes),
                    Ticket.supervised_at.is_not(None),
                    Ticket.rating <= wanted.low_rating,
                ),
                within(Ticket.path, scope),
                ~exists().where(_asked(FINAL)),
                _tried() < wanted.tries,
            )
            .order_by(Ticket.settled_at, Ticket.id)
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()


def _asked(results: Sequence[str]) -> ColumnElement[bool]:
    """Match calls since a ticket was settled that came to one of these results."""
    return and_(
        TicketEvent.ticket_id == Ticket.id,
        TicketEvent.kind == EventKind.followed_up,
        TicketEvent.created_at >= Ticket.settled_at,
        TicketEvent.facts["result"].as_string().in_(results),
    )


def _tried() -> ScalarSelect[int]:
    counted = select(func.count(TicketEvent.id)).where(_asked(AGAIN))
    return counted.correlate(Ticket).scalar_subquery()
