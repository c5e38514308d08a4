"""SQL of tickets."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select, update

from helpdesk.models import (
    Attachment,
    AttachmentKind,
    AttachmentState,
    Conversation,
    EventKind,
    Message,
    Ticket,
    TicketEvent,
    TicketSerial,
)
from helpdesk.repository import Repository, attached


class TicketRepository(Repository):
    """Questions about tickets and their timelines."""

    async def next_serial(self, day: date) -> int:
        """Count the day's serial up; others wait until this transaction ends."""
        first = self.insert(TicketSerial).values(day=day, last=1)
        counted = first.on_conflict_do_update(
            index_elements=[TicketSerial.day], set_={"last": TicketSerial.last + 1}
        )
        statement = counted.returning(TicketSerial.last)
        return (await self.session.scalars(statement)).one()

    async def set_serial(self, day: date, last: int) -> None:
        """Go on counting the day's serials from here."""
        first = self.insert(TicketSerial).values(day=day, last=last)
        moved = first.on_conflict_do_update(
            index_elements=[TicketSerial.day], set_={"last": last}
        )
        await self.session.execute(moved)

    async def last_serial(self, day: date) -> int:
        """Return the last serial that was given out on a day."""
        statement = select(TicketSerial.last).where(TicketSerial.day == day)
        return (await self.session.scalars(statement)).one_or_none() or 0

    async def hold_conversation(self, conversation_id: int) -> None:
        """Let one ticket at a time be opened in a conversation."""
        statement = (
            select(Conversation.id)
            .where(Conversation.id == conversation_id)
            .with_for_update(key_share=True)
        )
        await self.session.execute(statement)

    async def hold(self, ticket: Ticket) -> Ticket:
        """Return a ticket as it is now, nobody else's to change in this transaction."""
        ticket = await attached(self.session, ticket)
        await self.session.refresh(ticket, with_for_update={"key_share": True})
        return ticket

    async def list_opened_by(
        self, *, conversation_id: int, message_id: str
    ) -> Sequence[Ticket]:
        """Return the tickets that this message already opened."""
        statement = (
            select(Ticket)
            .where(
                Ticket.conversation_id == conversation_id,
                Ticket.message_id == message_id,
            )
            .order_by(Ticket.id)
        )
        return (await self.session.scalars(statement)).all()

    async def by_number(self, number: str) -> Ticket | None:
        """Return the ticket with this number."""
        statement = select(Ticket).where(Ticket.number == number)
        return (await self.session.scalars(statement)).one_or_none()

    async def by_id(self, ticket_id: int) -> Ticket:
        """Return the ticket with this key."""
        statement = select(Ticket).where(Ticket.id == ticket_id)
        return (await self.session.scalars(statement)).one()

    async def latest(
        self, *, conversation_id: int, member_id: int | None
    ) -> Ticket | None:
        """Return the newest ticket of a conversation or a member."""
        owned = Ticket.conversation_id == conversation_id
        if member_id is not None:
            owned = or_(owned, Ticket.member_id == member_id)
        statement = _shown(owned).limit(1)
        return (await self.session.scalars(statement)).one_or_none()

    async def list_owned(
        self,
        *,
        conversation_id: int,
        member_id: int | None,
        identity_id: int | None,
        limit: int,
    ) -> Sequence[Ticket]:
        """Return the newest tickets of a conversation, a member or an identity."""
        owned = Ticket.conversation_id == conversation_id
        if member_id is not None:
            owned = or_(owned, Ticket.member_id == member_id)
        if identity_id is not None:
            theirs = select(Conversation.id).where(
                Conversation.identity_id == identity_id
            )
            owned = or_(owned, Ticket.conversation_id.in_(theirs))
        statement = _shown(owned).limit(limit)
        return (await self.session.scalars(statement)).all()

    async def list_messages(
        self, conversation_id: int, *, first: str, last: str
    ) -> Sequence[Message]:
        """Return a conversation's messages from one to another, both counted."""
        ends = select(Message.id).where(
            Message.conversation_id == conversation_id,
            Message.message_id.in_((first, last)),
        )
        bounds = (await self.session.scalars(ends)).all()
        if not bounds:
            return []
        statement = (
            select(Message)
            .where(
                Message.conversation_id == conversation_id,
                Message.id.between(min(bounds), max(bounds)),
            )
            .order_by(Message.id)
        )
        return (await self.session.scalars(statement)).all()

    async def last_event(self, ticket_id: int, kind: EventKind) -> TicketEvent | None:
        """Return the newest entry of a kind."""
        statement = (
            select(TicketEvent)
            .where(TicketEvent.ticket_id == ticket_id, TicketEvent.kind == kind)
            .order_by(TicketEvent.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def identity_behind(self, ticket: Ticket) -> int | None:
        """Return the identity in whose conversation a ticket was opened."""
        statement = select(Conversation.identity_id).where(
            Conversation.id == ticket.conversation_id
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def claim_papers(
        self, ticket_id: int, *, conversation_id: int, since: datetime
    ) -> Sequence[AttachmentKind]:
        """Attach what no ticket of this conversation has yet; return what it was."""
        ours = update(Attachment).where(
            Attachment.conversation_id == conversation_id,
            Attachment.ticket_id.is_(None),
            Attachment.state.in_((AttachmentState.waiting, AttachmentState.stored)),
            Attachment.created_at >= since,
        )
        claimed = ours.values(ticket_id=ticket_id).returning(Attachment.kind)
        return (await self.session.scalars(claimed)).all()

    async def list_events(
        self, ticket_id: int, *, kinds: Collection[EventKind] = ()
    ) -> Sequence[TicketEvent]:
        """Return a ticket's timeline, oldest first, or what there is of some kinds."""
        statement = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id)
        if kinds:
            statement = statement.where(TicketEvent.kind.in_(kinds))
        return (await self.session.scalars(statement.order_by(TicketEvent.id))).all()


def _shown(owned: ColumnElement[bool]) -> Select[Ticket]:
    """Choose the newest first; another ticket goes on for one that was merged."""
    alone = Ticket.merged_into_id.is_(None)
    return select(Ticket).where(owned, alone).order_by(Ticket.id.desc())
