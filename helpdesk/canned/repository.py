"""SQL of canned texts."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, update

from helpdesk.models import CannedText
from helpdesk.repository import Repository


class CannedRepository(Repository):
    """Questions about canned texts."""

    async def by_id(self, text_id: int) -> CannedText | None:
        """Return the text with this key."""
        return await self.session.get(CannedText, text_id)

    async def list_for(
        self, *, skill: str | None, category: str, paths: Sequence[str], officer_id: int
    ) -> Sequence[CannedText]:
        """Return the texts for a kind of ticket, whatever their order."""
        text = CannedText
        statement = select(text).where(
            text.active,
            or_(text.skill.is_(None), text.skill == skill),
            or_(text.category.is_(None), text.category == category),
            or_(text.path.is_(None), text.path.in_(paths)),
            _mine_or_shared(officer_id),
        )
        return (await self.session.scalars(statement)).all()

    async def list_by_title(self, title: str) -> Sequence[CannedText]:
        """Return the shared texts in use that are called so."""
        statement = select(CannedText).where(
            CannedText.active,
            CannedText.title == title,
            CannedText.officer_id.is_(None),
        )
        return (await self.session.scalars(statement.order_by(CannedText.id))).all()

    async def list_all(
        self, *, paths: Sequence[str], below: str | None, officer_id: int
    ) -> Sequence[CannedText]:
        """Return what somebody may see: the city's, those above and below, own ones."""
        text = CannedText
        placed = or_(
            text.path.is_(None),
            text.path.in_(paths),
            text.path.startswith(below or "/", autoescape=True),
        )
        statement = select(text).where(placed, _mine_or_shared(officer_id))
        ordered = statement.order_by(text.skill, text.category, text.title, text.id)
        return (await self.session.scalars(ordered)).all()

    async def count_use(self, text_id: int) -> None:
        """Count that a text was taken up."""
        counted = update(CannedText).where(CannedText.id == text_id)
        await self.session.execute(counted.values(used=CannedText.used + 1))


def _mine_or_shared(officer_id: int) -> ColumnElement[bool]:
    return or_(CannedText.officer_id.is_(None), CannedText.officer_id == officer_id)
