"""Cards: asked for, made, handed out, activated, bound, lost, found, replaced."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.members.cards import policy, steps
from helpdesk.members.cards.policy import Advice, CardProblem
from helpdesk.members.cards.repository import CardRepository
from helpdesk.members.moving import clean_reason, hold_person
from helpdesk.members.progress import Progress
from helpdesk.models import (
    Card,
    CardState,
    MemberStatus,
    RealNameStatus,
)

TAIL = re.compile(r"\d{4}", re.ASCII)


class CardService:
    """Moves cards; the second of two equal calls does nothing."""

    async def request(
        self, session: AsyncSession, member_id: int, *, by: Actor
    ) -> Card:
        """Ask for a member's card; who has one or waits for one gets no second."""
        member = await hold_person(session, member_id)
        if (known := await steps.live(session, member)) is not None:
            return known
        if member.status is not MemberStatus.active:
            raise Conflict("only a member gets a card")
        return await steps.begin(session, member, by=by)

    async def make(self, session: AsyncSession, member_id: int, *, by: Actor) -> Card:
        """Note that a card is being made."""
        return await self._go(session, member_id, CardState.making, by)

    async def issue(
        self, session: AsyncSession, member_id: int, *, tail: str, by: Actor
    ) -> Card:
        """Note that a card was handed out; only the end of its number is kept."""
        if not TAIL.fullmatch(tail):
            raise InvalidInput("the last four digits of a card number")
        card = await self._go(session, member_id, CardState.issued, by)
        card.tail = card.tail or tail
        await session.flush()
        return card

    async def activate(
        self, session: AsyncSession, member_id: int, *, by: Actor
    ) -> Card:
        """Note that the bank activated a card."""
        return await self._go(session, member_id, CardState.active, by)

    async def bind(self, session: AsyncSession, member_id: int, *, by: Actor) -> Card:
        """Note that a card is bound to the real name, which is then verified."""
        card = await self._go(session, member_id, CardState.bound, by)
        member = await hold_person(session, member_id)
        member.real_name_status = RealNameStatus.verified
        await session.flush()
        return card

    async def report_lost(
        self, session: AsyncSession, member_id: int, *, by: Actor
    ) -> Card:
        """Block a card at the member's word."""
        member = await hold_person(session, member_id)
        card = await steps.held(session, member)
        if card.state is not CardState.lost:
            await steps.step(session, member, card, CardState.lost, by)
        return card

    async def found(self, session: AsyncSession, member_id: int, *, by: Actor) -> Card:
        """Lift the block: the card is what it was before."""
        member = await hold_person(session, member_id)
        card = await steps.held(session, member)
        if card.state is CardState.lost and card.before_loss is not None:
            await steps.step(session, member, card, card.before_loss, by)
        return card

    async def replace(
        self, session: AsyncSession, card_id: int, *, by: Actor, reason: str | None
    ) -> Card:
        """End a card that was handed out, and ask for a new one in its place."""
        card = await self.by_id(session, card_id)
        member = await hold_person(session, card.member_id)
        card = await self.by_id(session, card_id)
        if card.state is CardState.replaced:
            successor = await CardRepository(session).successor(card.id)
            return successor or card
        await steps.step(session, member, card, CardState.replaced, by, reason)
        return await steps.begin(session, member, by=by, replaces_id=card.id)

    async def cancel(
        self, session: AsyncSession, member_id: int, *, by: Actor, reason: str
    ) -> Card | None:
        """End a member's card; None if there is none to end."""
        why = clean_reason(reason, needed=True)
        member = await hold_person(session, member_id)
        card = await steps.live(session, member)
        if card is not None:
            await steps.step(session, member, card, CardState.cancelled, by, why)
        return card

    async def by_id(self, session: AsyncSession, card_id: int) -> Card:
        """Return the card with this key."""
        found = await CardRepository(session).by_id(card_id)
        if found is None:
            raise NotFound("no such card")
        return found

    async def of(self, session: AsyncSession, member_id: int) -> Card | None:
        """Return the card that a member has or waits for, if there is one."""
        return await steps.live(session, await hold_person(session, member_id))

    async def progress(self, session: AsyncSession, member_id: int) -> Progress:
        """Tell a member where the card is and what comes next."""
        card = await self.of(session, member_id)
        return policy.progress(card.state if card else None)

    async def report(
        self, session: AsyncSession, member_id: int, problem: CardProblem, *, by: Actor
    ) -> Advice:
        """Say what to do about a problem; a lost card is blocked at once."""
        card = await self.of(session, member_id)
        can_be_lost = card is not None and CardState.lost in card.state.next
        if problem is CardProblem.lost and can_be_lost:
            card = await self.report_lost(session, member_id, by=by)
        return policy.advise(problem, card.state if card else None)

    async def _go(
        self, session: AsyncSession, member_id: int, to: CardState, by: Actor
    ) -> Card:
        member = await hold_person(session, member_id)
        card = await steps.held(session, member)
        await steps.go(session, member, card, to, by)
        return card


cards = CardService()
