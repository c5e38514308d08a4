"""SQL of the texts that are searched, opened for whoever indexes or shows them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    LargeBinary,
    RowMapping,
    Select,
    exists,
    func,
    select,
    type_coerce,
)

from helpdesk.models import (
    CallRecord,
    Conversation,
    FloorEvent,
    Message,
    Ticket,
    TicketEvent,
)
from helpdesk.repository import Repository

type Rows = Mapping[int, list[RowMapping]]


class TextRepository(Repository):
    """Questions about what was said, many subjects at a time."""

    async def tickets(self, keys: Collection[int]) -> Sequence[RowMapping]:
        """Return tickets whose words were not cleared."""
        columns = select(
            Ticket.id,
            Ticket.changed_at,
            Ticket.subject,
            Ticket.details,
            Ticket.status,
            Ticket.path,
        )
        return await self._rows(
            columns.where(self.one_of(Ticket.id, keys), Ticket.cleared_at.is_(None))
        )

    async def events(self, tickets: Collection[int]) -> Rows:
        """Return what was written on tickets, oldest first."""
        statement = (
            select(TicketEvent.ticket_id, TicketEvent.text, TicketEvent.audience)
            .where(
                self.one_of(TicketEvent.ticket_id, tickets),
                TicketEvent.text.is_not(None),
            )
            .order_by(TicketEvent.id)
        )
        return _by("ticket_id", await self._rows(statement))

    async def conversations(self, keys: Collection[int]) -> Sequence[RowMapping]:
        """Return conversations that a ticket came of; others nobody may find."""
        has_ticket = exists().where(Ticket.conversation_id == Conversation.id)
        statement = select(
            Conversation.id,
            func.coalesce(Conversation.last_message_at, Conversation.created_at).label(
                "at"
            ),
        )
        theirs = self.one_of(Conversation.id, keys)
        return await self._rows(statement.where(theirs, has_ticket))

    async def messages(self, conversations: Collection[int], *, last: int) -> Rows:
        """Return the last words of the workers, oldest first."""
        newest = (
            select(
                Message.id,
                func.row_number()
                .over(partition_by=Message.conversation_id, order_by=Message.id.desc())
                .label("place"),
            )
            .where(self.one_of(Message.conversation_id, conversations))
            .subquery()
        )
        statement = (
            select(Message.conversation_id, Message.text)
            .join(newest, newest.c.id == Message.id)
            .where(newest.c.place <= last)
            .order_by(Message.id)
        )
        return _by("conversation_id", await self._rows(statement))

    async def floor_words(self, conversations: Collection[int]) -> Rows:
        """Return what officers said in conversations, oldest first."""
        statement = (
            select(FloorEvent.conversation_id, FloorEvent.text)
            .where(
                self.one_of(FloorEvent.conversation_id, conversations),
                FloorEvent.text.is_not(None),
            )
            .order_by(FloorEvent.id)
        )
        return _by("conversation_id", await self._rows(statement))

    async def calls(self, keys: Collection[int]) -> Sequence[RowMapping]:
        """Return calls, still sealed: opening a long one takes its time."""
        statement = select(
            CallRecord.id,
            CallRecord.began_at,
            type_coerce(CallRecord.transcript, LargeBinary).label("transcript"),
            type_coerce(CallRecord.analysis, LargeBinary).label("analysis"),
        )
        return await self._rows(
            statement.where(
                self.one_of(CallRecord.id, keys), CallRecord.transcript.is_not(None)
            )
        )

    async def _rows(self, statement: Select[*tuple[Any, ...]]) -> Sequence[RowMapping]:
        rows: Sequence[RowMapping] = (
            (await self.session.execute(statement)).mappings().all()
        )
        return rows


def _by(name: str, rows: Sequence[RowMapping]) -> Rows:
    grouped: dict[int, list[RowMapping]] = defaultdict(list)
    for row in rows:
        grouped[row[name]].append(row)
    return grouped
