"""SQL of steps."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from helpdesk.models import Step
from helpdesk.repository import Repository


class StepRepository(Repository):
    """Questions about what happened to matters."""

    async def list_of(
        self, owner: InstrumentedAttribute[int | None], key: int
    ) -> Sequence[Step]:
        """Return a matter's steps, oldest first."""
        statement = select(Step).where(owner == key).order_by(Step.id)
        return (await self.session.scalars(statement)).all()
