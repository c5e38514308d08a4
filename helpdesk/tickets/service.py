"""Tickets: opened once, numbered for the telephone, moved by a table."""

import re
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.clock import day_of
from helpdesk.errors import Conflict, InvalidInput
from helpdesk.models import (
    AuthorKind,
    ChannelKind,
    Conversation,
    EventKind,
    Priority,
    Ticket,
    TicketEvent,
    TicketSource,
    TicketStatus,
)
from helpdesk.numbers import luhn_digit, read_contact_phone
from helpdesk.privacy import redact
from helpdesk.texts import tidy
from helpdesk.tickets import papers, placing, steps, unread
from helpdesk.tickets.events import TEXT_LIMIT, record
from helpdesk.tickets.handling import can_reopen, handling, is_same_matter
from helpdesk.tickets.reading import SERIALS_PER_DAY, TicketReading
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.telling import Telling

CATEGORY = re.compile(r"[a-z][a-z_]{1,47}")
SUBJECT_LIMIT = 200
MEMBER = Actor(AuthorKind.member)
SOURCES = {
    ChannelKind.web: TicketSource.chat,
    ChannelKind.wechat: TicketSource.wechat,
    ChannelKind.hotline: TicketSource.hotline,
}
OPEN_AT_MOST = 50  # tickets of one worker looked through for the same matter


class TicketService(TicketReading):
    """Opens, moves and closes tickets; finding them is inherited."""

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
        priority: Priority | None = None,
        first_message_id: str | None = None,
        source: TicketSource | None = None,
        by: Actor = MEMBER,
    ) -> Ticket:
        """Open a ticket; the same message opens one of a category only once.

        How soon and until when it is seen to follows from its category (handling.yml);
        a priority that is given goes before that.
        """
        if not CATEGORY.fullmatch(category):
            raise InvalidInput("a category is the name of an intent")
        opened = None
        if conversation is not None and message_id is not None:
            opened = await self._opened_by(session, conversation, message_id, category)
        if opened is not None and (
            opened.category == category or category == unread.UNREAD
        ):
            return opened
        rule = handling(category, priority)
        ticket = Ticket(
            category=category,
            subject=redact(tidy(subject, limit=SUBJECT_LIMIT)),
            details=_tidied(details or {}),
            conversation_id=conversation and conversation.id,
            message_id=message_id,
            member_id=member_id,
            contact_phone=contact_phone and read_contact_phone(contact_phone),
            skill=rule.skill,
            priority=rule.priority,
            service_class=rule.service_class,
            deadline_class=rule.deadline_class,
            due_on=rule.due_on(clock.today()),
            answer_due_at=rule.answer_due_at(clock.now()),
            first_message_id=first_message_id or message_id,
            last_message_id=message_id,
            status=TicketStatus.new,
            source=source or _source(conversation),
            opened_by_id=by.officer_id,
        )
        if opened is not None:
            return await unread.understood(session, opened, ticket, rule=rule, by=by)
        ticket.number = await self._next_number(session)
        await placing.place(session, ticket)
        session.add(ticket)
        await session.flush()
        await record(session, ticket, EventKind.opened, by=by)
        await papers.claim(session, ticket, conversation_id=ticket.conversation_id)
        return ticket

    async def take_up(self, session: AsyncSession, told: Telling) -> Ticket:
        """Open a ticket, or add to the one that is open for the same matter.

        The same matter: same conversation or member, same category, not settled, and
        nothing named that tells them apart. A ticket that was added to keeps the
        ``message_id`` of the message that opened it.
        """
        known = await self._open_for(session, told)
        if known is not None:
            await self._add_telling(session, known, told)
            return known
        return await self.open_telling(session, told)

    async def open_telling(
        self, session: AsyncSession, told: Telling, *, by: Actor = MEMBER
    ) -> Ticket:
        """Open a ticket for what was told, whatever else is open."""
        return await self.open(
            session,
            category=told.category,
            subject=told.subject,
            details=told.details,
            conversation=told.conversation,
            message_id=told.message_id,
            member_id=told.member_id,
            contact_phone=told.contact_phone,
            priority=told.priority,
            first_message_id=told.first_message_id,
            source=told.source,
            by=by,
        )

    async def add_note(
        self, session: AsyncSession, ticket: Ticket, text: str, *, by: AuthorKind
    ) -> None:
        """Write into the timeline; what the member was asked for reopens the ticket."""
        ticket = await TicketRepository(session).hold(ticket)
        self._refuse_ended(ticket)
        note = tidy(text, limit=TEXT_LIMIT)
        if not note:
            raise InvalidInput("an empty note")
        await record(session, ticket, EventKind.note, by=Actor(by), text=note)
        if by is AuthorKind.member and ticket.status is TicketStatus.pending_member:
            await self.move(session, ticket, to=TicketStatus.open, by=by)

    async def urge(self, session: AsyncSession, ticket: Ticket) -> bool:
        """Ask for haste, once a day; the priority rises to high.

        Returns False when it was asked for today already; then nothing changes.
        """
        repository = TicketRepository(session)
        ticket = await repository.hold(ticket)
        if ticket.status.is_settled:
            raise Conflict(f"ticket {ticket.number} is {ticket.status}")
        before = await repository.last_event(ticket.id, EventKind.urged)
        if before is not None and day_of(before.created_at) == clock.today():
            return False
        ticket.urged += 1
        if ticket.priority is Priority.normal:
            ticket.priority = Priority.high
        await record(session, ticket, EventKind.urged, by=MEMBER)
        return True

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

    async def reopen(
        self, session: AsyncSession, ticket: Ticket, words: str, *, by: Actor = MEMBER
    ) -> TicketEvent:
        """Take a withdrawn or resolved matter up again; its time begins anew.

        Raises:
            Conflict: It is closed, or settled too long ago; a new one may be opened.
        """
        settled = ticket.settled_at
        if settled is not None and not can_reopen(day_of(settled), clock.today()):
            raise Conflict(f"ticket {ticket.number} was settled on {day_of(settled)}")
        return await steps.move(
            session, ticket, to=TicketStatus.open, by=by, text=words
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
        await record(session, ticket, EventKind.rated, by=MEMBER, text=said)

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
        await steps.move(session, ticket, to=to, by=Actor(by), text=text)

    async def _open_for(self, session: AsyncSession, told: Telling) -> Ticket | None:
        """Return the open ticket for the same matter, held."""
        if told.conversation is None:
            return None
        repository = TicketRepository(session)
        await repository.hold_conversation(told.conversation.id)
        owned = await repository.list_owned(
            conversation_id=told.conversation.id,
            member_id=told.member_id,
            identity_id=None,
            limit=OPEN_AT_MOST,
        )
        same = (
            ticket
            for ticket in owned
            if ticket.category == told.category
            and not ticket.status.is_settled
            and is_same_matter(told.details, ticket.details)
        )
        found = next(same, None)
        return found and await repository.hold(found)

    async def _add_telling(
        self, session: AsyncSession, ticket: Ticket, told: Telling
    ) -> None:
        """Fill gaps with what is told now; all that is new goes into the timeline."""
        details, known = _tidied(told.details), ticket.details
        news = [text for key, text in details.items() if known.get(key) != text]
        phone = told.contact_phone and read_contact_phone(told.contact_phone)
        if phone and phone != ticket.contact_phone:
            news.append(phone)
        ticket.details = {**details, **known}
        ticket.contact_phone = ticket.contact_phone or phone
        if told.conversation and told.conversation.id == ticket.conversation_id:
            ticket.last_message_id = told.message_id or ticket.last_message_id
        await session.flush()  # the note holds the ticket, which reads it anew
        text = "\n".join(dict.fromkeys([told.subject, *news]))
        await self.add_note(session, ticket, text, by=AuthorKind.member)
        if told.conversation:
            await papers.claim(session, ticket, conversation_id=told.conversation.id)

    async def _opened_by(
        self,
        session: AsyncSession,
        conversation: Conversation,
        message_id: str,
        category: str,
    ) -> Ticket | None:
        repository = TicketRepository(session)
        await repository.hold_conversation(conversation.id)
        opened = await repository.list_opened_by(
            conversation_id=conversation.id, message_id=message_id
        )
        return unread.same(opened, category)

    async def _next_number(self, session: AsyncSession) -> str:
        """Return YYMMDD, the day's next serial in five digits, and a Luhn digit."""
        day = clock.today()
        serial = await TicketRepository(session).next_serial(day)
        if serial > SERIALS_PER_DAY:
            raise Conflict(f"no ticket numbers are left for {day}")
        body = f"{day:%y%m%d}{serial:05d}"
        return body + luhn_digit(body)

    def _refuse_ended(self, ticket: Ticket) -> None:
        if ticket.status.is_ended:
            raise Conflict(f"ticket {ticket.number} is {ticket.status}")


def _source(conversation: Conversation | None) -> TicketSource:
    """Return by which way a ticket comes that is opened in a conversation."""
    return SOURCES[conversation.channel] if conversation else TicketSource.officer


def _tidied(details: Mapping[str, str]) -> dict[str, str]:
    return {key: tidy(text, limit=TEXT_LIMIT) for key, text in details.items()}


tickets = TicketService()
