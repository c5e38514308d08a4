"""SQL of steps."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from helpdesk.models import LegalCase, ReliefRequest, RiskReport, Step, Ticket
from helpdesk.repository import Repository


class StepRepository(Repository):
    """Questions about what happened to matters."""

    async def list_of(
        self, owner: InstrumentedAttribute[int | None], key: int
    ) -> Sequence[Step]:
        """Return a matter's steps, oldest first."""
        statement = select(Step).where(owner == key).order_by(Step.id)
        return (await self.session.scalars(statement)).all()

    async def opened_by[M: (LegalCase, ReliefRequest, RiskReport)](
        self, kind: type[M], ticket_id: int
    ) -> M | None:
        """Return what a ticket opened; a ticket opens one matter at a time."""
        ticket = select(Ticket.id).where(Ticket.id == ticket_id)
        await self.session.execute(ticket.with_for_update(key_share=True))
        statement = select(kind).where(kind.ticket_id == ticket_id)
        return (await self.session.scalars(statement)).one_or_none()
