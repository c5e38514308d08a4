"""Opening by hand: an officer writes down what somebody told."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.casework.acting import permitted
from helpdesk.models import AuditAction, AuditSubject, Ticket
from helpdesk.officers import scope_of
from helpdesk.organisations import tree
from helpdesk.tickets import Telling, placing, tickets


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
        ticket = await tickets.open(
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
        if officer is not None and officer.organisation_id is not None:
            scope = await scope_of(session, officer)
            if not scope.covers(ticket.path):
                placing.put(ticket, await tree.by_id(session, officer.organisation_id))
        await audit.record(
            session, AuditAction.created, AuditSubject.ticket, ticket.id, by=by
        )
        return ticket
