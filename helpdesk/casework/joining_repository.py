"""SQL of joining."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from helpdesk.models import Conversation, EventKind, Ticket, TicketEvent
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope

JOINS = (EventKind.merged, EventKind.split_off, EventKind.linked)


class JoiningRepository(Repository):
    """Questions about tickets that belong together."""

    async def hold(self, *ticket_ids: int) -> None:
        """Hold several tickets, always in one order: two who cross wait, not block."""
        statement = (
            select(Ticket.id)
            .where(Ticket.id.in_(ticket_ids))
            .order_by(Ticket.id)
            .with_for_update(key_share=True)
        )
        await self.session.execute(statement)

    async def by_id(self, ticket_id: int) -> Ticket:
        """Return the ticket with this key."""
        statement = select(Ticket).where(Ticket.id == ticket_id)
        return (await self.session.scalars(statement)).one()

    async def conversation(self, ticket: Ticket) -> Conversation | None:
        """Return where a ticket was opened."""
        statement = select(Conversation).where(
            Conversation.id == ticket.conversation_id
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def is_one_worker(self, one: Ticket, other: Ticket) -> bool:
        """Tell whether nothing speaks against two tickets being of one worker.

        They share the member, the account they were written from, or the number to
        call back; or of one of them nothing is known.
        """
        known = [await self._worker(ticket) for ticket in (one, other)]
        return not all(known) or bool(known[0] & known[1])

    async def list_others(
        self, ticket: Ticket, *, scope: Scope, limit: int
    ) -> Sequence[Ticket]:
        """Return the newest other tickets of the same worker, as seen."""
        theirs = [_OF[kind](value) for kind, value in await self._worker(ticket)]
        if not theirs:
            return []
        statement = (
            select(Ticket)
            .where(or_(*theirs), Ticket.id != ticket.id, within(Ticket.path, scope))
            .order_by(Ticket.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def list_joins(self, ticket_id: int) -> Sequence[TicketEvent]:
        """Return the entries that tie a ticket to others, oldest first."""
        statement = (
            select(TicketEvent)
            .where(TicketEvent.ticket_id == ticket_id, TicketEvent.kind.in_(JOINS))
            .order_by(TicketEvent.id)
        )
        return (await self.session.scalars(statement)).all()

    async def list_numbered(
        self, numbers: Collection[str], *, scope: Scope
    ) -> Sequence[Ticket]:
        """Return the tickets with these numbers, as far as they are seen."""
        statement = select(Ticket).where(
            Ticket.number.in_(numbers), within(Ticket.path, scope)
        )
        return (await self.session.scalars(statement)).all()

    async def _worker(self, ticket: Ticket) -> set[tuple[str, Any]]:
        """Return what is known of whose ticket it is."""
        behind = select(Conversation.identity_id).where(
            Conversation.id == ticket.conversation_id
        )
        known = {
            "member": ticket.member_id,
            "identity": (await self.session.scalars(behind)).one_or_none(),
            "phone": ticket.contact_lookup,
        }
        return {(kind, value) for kind, value in known.items() if value is not None}


def _by_identity(identity_id: int) -> ColumnElement[bool]:
    theirs = select(Conversation.id).where(Conversation.identity_id == identity_id)
    return Ticket.conversation_id.in_(theirs)


_OF: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "member": lambda key: Ticket.member_id == key,
    "identity": _by_identity,
    "phone": lambda digest: Ticket.contact_lookup == digest,
}
