"""SQL of saved views."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from helpdesk.models import SavedView
from helpdesk.repository import Repository


class ViewRepository(Repository):
    """Questions about saved views; there are few."""

    async def list_open_to(self, officer_id: int) -> Sequence[SavedView]:
        """Return an officer's own views and those that are shared, oldest first."""
        statement = (
            select(SavedView)
            .where(or_(SavedView.officer_id == officer_id, SavedView.is_shared))
            .order_by(SavedView.id)
        )
        return (await self.session.scalars(statement)).all()

    async def named(self, officer_id: int, name: str) -> SavedView | None:
        """Return an officer's view of this name."""
        statement = select(SavedView).where(
            SavedView.officer_id == officer_id, SavedView.name == name
        )
        return (await self.session.scalars(statement)).one_or_none()
