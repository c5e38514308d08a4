"""Alarms: somebody is in danger; ticket, risk report and officers, all at once."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.alarms.repository import AlarmRepository
from helpdesk.conversations import floor
from helpdesk.identity import identity
from helpdesk.models import (
    AuthorKind,
    Conversation,
    Escalation,
    Priority,
    Reporter,
    RiskReport,
    Ticket,
)
from helpdesk.risk import Assessment, Danger, Told, Who, risk
from helpdesk.risk.policy import RULES
from helpdesk.rules import rules
from helpdesk.steps import By
from helpdesk.tickets import Telling, tickets


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was raised, and who knows."""

    ticket: Ticket
    is_new: bool
    escalation: Escalation
    place: int | None
    """The place in the officers' queue; none when an officer has the floor already."""


class AlarmService:
    """Raises alarms; more about the same danger is added to what was raised."""

    async def ring(
        self,
        session: AsyncSession,
        conversation: Conversation,
        danger: Danger,
        *,
        words: str,
        message_id: str | None = None,
        employer: str | None = None,
    ) -> Alarm:
        """Open an urgent ticket and a risk report, and put the worker first in line."""
        known = await AlarmRepository(session).unsettled(
            conversation_id=conversation.id, category=danger.intent
        )
        ticket = known or await self._open(
            session, conversation, danger, words=words, message_id=message_id
        )
        report, _ = await self._report(session, ticket, danger, employer)
        if known is not None and known.message_id != message_id:
            await tickets.add_note(session, known, words, by=AuthorKind.member)
            by = By(AuthorKind.bot)
            await risk.add(session, report, by=by, signs=danger.signs)
        place = await floor.queue(session, conversation, reason=words, urgent=True)
        return Alarm(ticket, known is None, report.escalation, place)

    async def note_call(
        self, session: AsyncSession, danger: Danger, told: Telling
    ) -> Ticket:
        """Open an urgent ticket and a risk report for a call that is over.

        Nobody is put into the officers' queue: there is nobody left on the line.
        """
        ticket = await tickets.open(
            session,
            category=danger.intent,
            subject=told.subject or danger.intent,
            details={**told.details, "danger": danger.kind},
            message_id=told.message_id,
            contact_phone=told.contact_phone,
            priority=Priority.urgent,
            source=told.source,
        )
        employer = told.details.get("employer") or None
        await self._report(session, ticket, danger, employer)
        return ticket

    async def tell_more(
        self,
        session: AsyncSession,
        ticket: Ticket,
        danger: Danger,
        *,
        words: str,
        people: int | None = None,
    ) -> Assessment:
        """Add what became known: to the ticket, and to who has to know."""
        report, found = await self._report(session, ticket, danger, None)
        if words:
            await tickets.add_note(session, ticket, words, by=AuthorKind.member)
        if people is None:
            return found
        by = By(AuthorKind.bot)
        return await risk.add(session, report, by=by, headcount=people)

    async def _open(
        self,
        session: AsyncSession,
        conversation: Conversation,
        danger: Danger,
        *,
        words: str,
        message_id: str | None,
    ) -> Ticket:
        member = await identity.member_of(session, conversation)
        return await tickets.open(
            session,
            category=danger.intent,
            subject=words or danger.intent,
            details={"matter": words, "danger": danger.kind},
            conversation=conversation,
            message_id=message_id,
            member_id=member.id if member else None,
            priority=Priority.urgent,
        )

    async def _report(
        self,
        session: AsyncSession,
        ticket: Ticket,
        danger: Danger,
        employer: str | None,
    ) -> tuple[RiskReport, Assessment]:
        """Report the risk of a ticket once; its reasons are told to the officers."""
        unknown: str = rules(RULES)["unknown_employer"]
        told = Told(
            employer=employer or unknown.format(number=ticket.number),
            kind=danger.matter,
            headcount=danger.people,
            collective=danger.people > 1,
            signs=danger.signs,
        )
        who = Who(Reporter.bot, member_id=ticket.member_id, ticket_id=ticket.id)
        report, found = await risk.report(session, told, who)
        if "escalation" not in ticket.details:
            ticket.details = {**ticket.details, "escalation": found.explanation}
        return report, found


alarms = AlarmService()
