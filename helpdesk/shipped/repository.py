"""SQL of what is shipped."""

from collections.abc import Sequence

from sqlalchemy import select

from helpdesk.models import AssignmentRule, CannedText, Macro
from helpdesk.repository import Repository


class ShippedRepository(Repository):
    """Questions about records that came from files."""

    async def list_of[Record: (CannedText, Macro, AssignmentRule)](
        self, model: type[Record]
    ) -> Sequence[Record]:
        """Return every record of a kind that came from a file."""
        statement = select(model).where(model.shipped.is_not(None))
        return (await self.session.scalars(statement)).all()
