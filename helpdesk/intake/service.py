"""Intake: a ticket by hand, with what the officer's notes tell filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.casework import casework
from helpdesk.errors import InvalidInput
from helpdesk.intake.calls import LiveCall, live_call, live_calls
from helpdesk.intake.repository import IntakeRepository
from helpdesk.lookups import Asked, lookups
from helpdesk.models import Member, Priority, ServiceClass, Ticket, TicketSource
from helpdesk.numbers import read_contact_phone
from helpdesk.scope import Scope
from helpdesk.texts import tidy
from helpdesk.tickets import Telling

OPEN_AT_MOST = 5  # open matters of one worker that are shown
WORDS_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class Notes:
    """What an officer wrote down."""

    words: str
    category: str
    subject: str = ""
    service_class: ServiceClass | None = None
    priority: Priority | None = None
    phone: str = ""
    person: str = ""
    """A whole number by which the member is found: phone, ID or member number."""

    call_id: int | None = None
    """The call during which it was written."""

    details: Mapping[str, str] = field(default_factory=dict)


class IntakeService:
    """Helps while somebody is on the telephone, and opens the ticket."""

    async def person(
        self, session: AsyncSession, number: str, *, scope: Scope, by: Actor
    ) -> Member | None:
        """Return the member with a whole number; that it was asked is on record.

        Raises:
            InvalidInput: It is no such number.
            Locked: The officer has looked too many people up.
        """
        if not number.strip():
            return None
        found = await lookups.find(session, Asked(number=number), scope=scope, by=by)
        return found[0] if len(found) == 1 else None

    async def open_matters(
        self,
        session: AsyncSession,
        *,
        member: Member | None,
        phone: str,
        scope: Scope,
    ) -> Sequence[Ticket]:
        """Return somebody's tickets that are not settled, as far as they are seen."""
        return await IntakeRepository(session).list_open_of(
            member_id=member.id if member else None,
            phone=_dialled(phone) if phone.strip() else None,
            scope=scope,
            limit=OPEN_AT_MOST,
        )

    async def live_calls(self, session: AsyncSession) -> Sequence[LiveCall]:
        """Return the calls that are going on, the newest first."""
        return await live_calls(session)

    async def open(
        self, session: AsyncSession, notes: Notes, *, scope: Scope, by: Actor
    ) -> Ticket:
        """Open a ticket for what was written down."""
        words = tidy(notes.words, limit=WORDS_LIMIT)
        if not words:
            raise InvalidInput("nothing was written down")
        member = await self.person(session, notes.person, scope=scope, by=by)
        conversation, caller = None, None
        if notes.call_id is not None:
            conversation, caller = await live_call(session, notes.call_id)
        phone = notes.phone.strip() or caller or ""
        told = Telling(
            category=notes.category,
            subject=tidy(notes.subject, limit=200) or words,
            details={"message": words, **notes.details},
            conversation=conversation,
            member_id=member.id if member else None,
            contact_phone=read_contact_phone(phone) if phone else None,
            priority=notes.priority,
            source=TicketSource.hotline if conversation else TicketSource.officer,
        )
        ticket = await casework.open_by_hand(session, told, by=by)
        if notes.service_class not in (None, ticket.service_class):
            await casework.change(
                session, ticket, by=by, service_class=notes.service_class
            )
        return ticket


def _dialled(phone: str) -> str | None:
    """Return a number as it is found; half a number finds nobody."""
    try:
        return read_contact_phone(phone)
    except InvalidInput:
        return None


intake = IntakeService()
