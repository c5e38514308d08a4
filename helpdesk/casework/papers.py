"""Papers: what officers add to a ticket, and everything that lies with it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.casework.acting import begin
from helpdesk.casework.repository import CaseworkRepository
from helpdesk.evidence import Kept, evidence
from helpdesk.models import Attachment, Audience, EventKind, Ticket
from helpdesk.tickets.events import record


class Papers:
    """Keeps officers' files with their tickets."""

    async def attach(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor, kept: Kept
    ) -> Attachment:
        """Add a file that lies in the vault already (``evidence.put_away``)."""
        act = await begin(session, ticket, "attach", by=by)
        attachment = await evidence.add_officers(session, act.ticket, kept)
        await record(
            session,
            act.ticket,
            EventKind.attached,
            by=by,
            audience=Audience.officers,
            facts={"attachment": attachment.id},
        )
        return attachment

    async def papers(
        self, session: AsyncSession, ticket: Ticket
    ) -> Sequence[Attachment]:
        """Return what lies with a ticket and with those merged into it."""
        return await CaseworkRepository(session).list_papers(ticket.id)
