"""SQL of member cards."""

from sqlalchemy import select

from helpdesk.models import Card, CardState
from helpdesk.repository import Repository

ENDED = (CardState.replaced, CardState.cancelled)


class CardRepository(Repository):
    """Questions about cards."""

    async def by_id(self, card_id: int) -> Card | None:
        """Return a card as it is now."""
        return await self.session.get(Card, card_id, populate_existing=True)

    async def live(self, member_id: int) -> Card | None:
        """Return the card that a member has or waits for, as it is now."""
        statement = (
            select(Card)
            .where(Card.member_id == member_id, Card.state.not_in(ENDED))
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def latest(self, member_id: int) -> Card | None:
        """Return a member's newest card."""
        statement = (
            select(Card)
            .where(Card.member_id == member_id)
            .order_by(Card.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def successor(self, card_id: int) -> Card | None:
        """Return the card that stands in for another one."""
        statement = select(Card).where(Card.replaces_id == card_id)
        return (await self.session.scalars(statement)).one_or_none()
