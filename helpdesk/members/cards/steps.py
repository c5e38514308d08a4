"""Steps of a card's life, taken while its member is held; the record follows."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.errors import NotFound, TransitionNotAllowed
from helpdesk.members.cards.repository import CardRepository
from helpdesk.members.moving import clean_reason
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    Card,
    CardState,
    CardStatus,
    Member,
)

# What a record says of a card that has no row yet: it came in by import.
TAKEN_FOR = {
    CardStatus.requested: CardState.requested,
    CardStatus.issued: CardState.issued,
    CardStatus.active: CardState.active,
    CardStatus.lost: CardState.lost,
}
# The way a card goes when nothing happens to it.
WAY = (
    CardState.requested,
    CardState.making,
    CardState.issued,
    CardState.active,
    CardState.bound,
)
STAMPS = {
    CardState.issued: "issued_at",
    CardState.active: "activated_at",
    CardState.bound: "bound_at",
    CardState.lost: "lost_at",
}


async def live(session: AsyncSession, member: Member) -> Card | None:
    """Return a held member's card; one known by its status only gets a row."""
    card = await CardRepository(session).live(member.id)
    if card is not None or member.card_status is CardStatus.none:
        return card
    state = TAKEN_FOR[member.card_status]
    is_lost = state is CardState.lost
    before_loss = CardState.active if is_lost else None
    card = Card(member_id=member.id, state=state, before_loss=before_loss)
    session.add(card)
    await session.flush()
    return card


async def held(session: AsyncSession, member: Member) -> Card:
    """Return the card of a held member who must have one."""
    card = await live(session, member)
    if card is None:
        raise NotFound("this member has no card")
    return card


async def begin(
    session: AsyncSession, member: Member, *, by: Actor, replaces_id: int | None = None
) -> Card:
    """Ask for a card for a held member."""
    state = CardState.requested
    card = Card(member_id=member.id, state=state, replaces_id=replaces_id)
    session.add(card)
    member.card_status = state.summary
    await session.flush()
    await _note(session, card, None, by, None)
    return card


async def go(
    session: AsyncSession, member: Member, card: Card, to: CardState, by: Actor
) -> None:
    """Take a card on along its way; what is behind it already was done before.

    Raises:
        TransitionNotAllowed: It would leap, or the card is blocked.
    """
    is_lost = card.state is CardState.lost
    at = card.before_loss if is_lost else card.state
    if at in WAY and WAY.index(to) <= WAY.index(at):
        return
    if is_lost:
        raise TransitionNotAllowed(f"{card.state} → {to}")
    await step(session, member, card, to, by)


async def step(
    session: AsyncSession,
    member: Member,
    card: Card,
    to: CardState,
    by: Actor,
    reason: str | None = None,
) -> None:
    """Move a held member's card by one step of the table."""
    if to not in card.state.next:
        raise TransitionNotAllowed(f"{card.state} → {to}")
    before, card.state = card.state, to
    card.before_loss = before if to is CardState.lost else None
    if to in STAMPS and before is not CardState.lost:
        setattr(card, STAMPS[to], clock.now())
    member.card_status = to.summary
    await _note(session, card, before, by, clean_reason(reason, needed=False))


async def _note(
    session: AsyncSession,
    card: Card,
    before: CardState | None,
    by: Actor,
    reason: str | None,
) -> None:
    await audit.record(
        session,
        AuditAction.moved if before else AuditAction.created,
        AuditSubject.card,
        card.id,
        by=by,
        before={"state": before} if before else None,
        after={"state": card.state},
        reason=reason,
    )
