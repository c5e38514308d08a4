"""Opening by hand: an officer writes down what somebody told."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.casework.acting import permitted
from helpdesk.conversations import floor
from helpdesk.models import AuditAction, AuditSubject, Ticket
from helpdesk.officers import scope_of
from helpdesk.organisations import tree
from helpdesk.scope import Scope
from helpdesk.tickets import Telling, placing, tickets
from helpdesk.tickets.waiting import caller

TALK = "request_human"
"""The category of what nobody knows more of than that somebody wants to talk."""


class Opening:
    """Opens tickets for people who did not come by a channel."""

    async def open_by_hand(
        self, session: AsyncSession, told: Telling, *, by: Actor
    ) -> Ticket:
        """Open a ticket; it lies where the officer sees it.

        What belongs to a union that the officer does not see stays with the officer's
        own: else nobody there could look at what was just written down.
        """
        officer = await permitted(session, "open", by=by)
        ticket = await tickets.open_telling(session, told, by=by)
        if officer is not None and officer.organisation_id is not None:
            scope = await scope_of(session, officer)
            if not scope.covers(ticket.path):
                placing.put(ticket, await tree.by_id(session, officer.organisation_id))
        await audit.record(
            session, AuditAction.created, AuditSubject.ticket, ticket.id, by=by
        )
        return ticket

    async def take_talk(
        self,
        session: AsyncSession,
        conversation_id: int,
        *,
        scope: Scope,
        by: Actor,
    ) -> Ticket:
        """Talk with somebody who waits; a ticket is opened where there is none yet.

        Raises:
            NotFound: Nobody waits there: a colleague was first, or they left.
        """
        officer = await permitted(session, "open", by=by)
        waits = await caller(session, conversation_id, scope=scope)
        talk = waits.conversation
        told = Telling(
            category=TALK,
            subject=talk.queue_reason or "",
            conversation=talk,
            member_id=talk.member_id,
            first_message_id=waits.last_message_id,
        )
        if officer is not None:
            await floor.take(session, talk, officer.id)
        if waits.number is not None:
            return await tickets.by_number(session, waits.number)
        return await self.open_by_hand(session, told, by=by)
