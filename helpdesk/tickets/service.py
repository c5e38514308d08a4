"""Tickets: opened once, numbered for the telephone, moved by a table."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import Conflict, InvalidInput, NotFound, TransitionNotAllowed
from helpdesk.identity import identity
from helpdesk.models import (
    AuthorKind,
    Conversation,
    EventKind,
    Priority,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.numbers import luhn_digit, read_contact_phone, read_ticket_number
from helpdesk.privacy import redact
from helpdesk.texts import tidy
from helpdesk.tickets.repository import TicketRepository

CATEGORY = re.compile(r"[a-z][a-z_]{1,47}")
SUBJECT_LIMIT = 200
TEXT_LIMIT = 4000
SERIALS_PER_DAY = 99_999


class TicketService:
    """Opens, finds, moves and closes tickets."""

    async def open(  # noqa: PLR0913 - everything a ticket can be born with
        self,
        session: AsyncSession,
        *,
        category: str,
        subject: str,
        details: Mapping[str, str] | None = None,
        conversation: Conversation | None = None,
        message_id: str | None = None,
        member_id: int | None = None,
        contact_phone: str | None = None,
        priority: Priority = Priority.normal,
    ) -> Ticket:
        """Open a ticket; the same message opens one of a category only once."""
        if not CATEGORY.fullmatch(category):
            raise InvalidInput("a category is the name of an intent")
        if conversation is not None and message_id is not None:
            opened = await self._opened_by(session, conversation, message_id, category)
            if opened is not None:
                return opened
        ticket = Ticket(
            number=await self._next_number(session),
            category=category,
            subject=redact(tidy(subject, limit=SUBJECT_LIMIT)),
            details={
                key: tidy(text, limit=TEXT_LIMIT)
                for key, text in (details or {}).items()
            },
            conversation_id=conversation and conversation.id,
            message_id=message_id,
            member_id=member_id,
            contact_phone=contact_phone and read_contact_phone(contact_phone),
            priority=priority,
            status=TicketStatus.new,
        )
        session.add(ticket)
        await session.flush()
        await self._record(session, ticket, EventKind.opened, by=AuthorKind.member)
        return ticket

    async def by_number(self, session: AsyncSession, number: str) -> Ticket:
        """Return the ticket with a number as people write or say it."""
        ticket = await TicketRepository(session).by_number(read_ticket_number(number))
        if ticket is None:
            raise NotFound("no such ticket")
        return ticket

    async def latest_of(
        self, session: AsyncSession, conversation: Conversation
    ) -> Ticket | None:
        """Return the newest ticket opened here or by the member proved here."""
        member = await identity.member_of(session, conversation)
        return await TicketRepository(session).latest(
            conversation_id=conversation.id,
            member_id=member.id if member else None,
        )

    async def visible_to(
        self, session: AsyncSession, ticket: Ticket, conversation: Conversation
    ) -> bool:
        """Tell whether a ticket may be shown in a conversation."""
        if ticket.conversation_id == conversation.id:
            return True
        member = await identity.member_of(session, conversation)
        if member is not None and ticket.member_id == member.id:
            return True
        if not conversation.channel.proves_source:
            return False
        behind = await TicketRepository(session).identity_behind(ticket)
        return behind == conversation.identity_id

    async def timeline(
        self, session: AsyncSession, ticket: Ticket
    ) -> Sequence[TicketEvent]:
        """Return what happened to a ticket, oldest first."""
        return await TicketRepository(session).list_events(ticket.id)

    async def add_note(
        self, session: AsyncSession, ticket: Ticket, text: str, *, by: AuthorKind
    ) -> None:
        """Write into the timeline; what the member was asked for reopens the ticket."""
        ticket = await TicketRepository(session).hold(ticket)
        self._refuse_ended(ticket)
        note = tidy(text, limit=TEXT_LIMIT)
        if not note:
            raise InvalidInput("an empty note")
        await self._record(session, ticket, EventKind.note, by=by, text=note)
        if by is AuthorKind.member and ticket.status is TicketStatus.pending_member:
            await self.move(session, ticket, to=TicketStatus.open, by=by)

    async def urge(self, session: AsyncSession, ticket: Ticket) -> None:
        """Ask for haste; the priority rises to high."""
        ticket = await TicketRepository(session).hold(ticket)
        if ticket.status.is_settled:
            raise Conflict(f"ticket {ticket.number} is {ticket.status}")
        ticket.urged += 1
        if ticket.priority is Priority.normal:
            ticket.priority = Priority.high
        await self._record(session, ticket, EventKind.urged, by=AuthorKind.member)

    async def withdraw(
        self, session: AsyncSession, ticket: Ticket, reason: str
    ) -> None:
        """Take a ticket back at the member's wish."""
        await self.move(
            session,
            ticket,
            to=TicketStatus.withdrawn,
            by=AuthorKind.member,
            text=reason,
        )

    async def rate(
        self, session: AsyncSession, ticket: Ticket, score: int, text: str = ""
    ) -> None:
        """Keep the member's satisfaction; the latest score counts."""
        if score not in range(1, 6):
            raise InvalidInput("a score is 1 to 5")
        ticket = await TicketRepository(session).hold(ticket)
        ticket.rating = score
        said = f"{score} {text}".strip()
        await self._record(
            session, ticket, EventKind.rated, by=AuthorKind.member, text=said
        )

    async def move(
        self,
        session: AsyncSession,
        ticket: Ticket,
        *,
        to: TicketStatus,
        by: AuthorKind = AuthorKind.officer,
        text: str | None = None,
    ) -> None:
        """Move a ticket one step along the transition table."""
        ticket = await TicketRepository(session).hold(ticket)
        if to not in ticket.status.next:
            raise TransitionNotAllowed(f"{ticket.status} → {to}")
        before, ticket.status = ticket.status, to
        ticket.settled_at = clock.now() if to.is_settled else None
        await self._record(
            session, ticket, EventKind.moved, by=by, text=text, before=before
        )

    async def _opened_by(
        self,
        session: AsyncSession,
        conversation: Conversation,
        message_id: str,
        category: str,
    ) -> Ticket | None:
        repository = TicketRepository(session)
        await repository.hold_conversation(conversation.id)
        return await repository.opened_by(
            conversation_id=conversation.id, message_id=message_id, category=category
        )

    async def _next_number(self, session: AsyncSession) -> str:
        """Return YYMMDD, the day's next serial in five digits, and a Luhn digit."""
        day = clock.today()
        serial = await TicketRepository(session).next_serial(day)
        if serial > SERIALS_PER_DAY:
            raise Conflict(f"no ticket numbers are left for {day}")
        body = f"{day:%y%m%d}{serial:05d}"
        return body + luhn_digit(body)

    def _refuse_ended(self, ticket: Ticket) -> None:
        if not ticket.status.next:
            raise Conflict(f"ticket {ticket.number} is {ticket.status}")

    async def _record(
        self,
        session: AsyncSession,
        ticket: Ticket,
        kind: EventKind,
        *,
        by: AuthorKind,
        text: str | None = None,
        before: TicketStatus | None = None,
    ) -> None:
        event = TicketEvent(
            ticket_id=ticket.id,
            kind=kind,
            author=by,
            text=text and tidy(text, limit=TEXT_LIMIT),
            from_status=before,
            to_status=before and ticket.status,
        )
        session.add(event)
        await session.flush()


tickets = TicketService()
