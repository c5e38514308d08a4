"""SQL of what is new: each question reads the end of one index."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from helpdesk.models import (
    EventKind,
    FloorEvent,
    FloorMove,
    Message,
    Organisation,
    Ticket,
    TicketEvent,
    TicketPresence,
)
from helpdesk.repository import Repository


@dataclass(frozen=True, slots=True)
class Changed:
    """A ticket to which something happened."""

    number: str
    path: str | None
    created_at: datetime
    settled_at: datetime | None
    changed_at: datetime


class WatchRepository(Repository):
    """Questions about what happened lately."""

    async def list_changed(self, *, since: datetime, limit: int) -> Sequence[Changed]:
        """Return the tickets that were changed, the last changed first."""
        statement = (
            select(
                Ticket.number,
                Ticket.path,
                Ticket.created_at,
                Ticket.settled_at,
                Ticket.changed_at,
            )
            .where(Ticket.changed_at >= since)
            .order_by(Ticket.changed_at.desc(), Ticket.id.desc())
            .limit(limit)
        )
        rows = (await self.session.execute(statement)).all()
        return [Changed(*row) for row in rows]

    async def list_left(
        self, numbers: Collection[str], *, since: datetime
    ) -> Mapping[str, frozenset[str]]:
        """Return the paths that tickets lay under before they were handed over."""
        if not numbers:
            return {}
        statement = (
            select(Ticket.number, TicketEvent.facts)
            .join(Ticket, Ticket.id == TicketEvent.ticket_id)
            .where(
                Ticket.number.in_(numbers),
                TicketEvent.kind == EventKind.changed,
                TicketEvent.created_at >= since,
            )
        )
        rows = (await self.session.execute(statement)).all()
        handed = [
            (number, facts["organisation"][0])
            for number, facts in rows
            if facts and "organisation" in facts
        ]
        paths = await self._paths({union for _, union in handed if union is not None})
        left: defaultdict[str, set[str]] = defaultdict(set)
        for number, union in handed:
            if path := paths.get(union):
                left[number].add(path)
        return {number: frozenset(former) for number, former in left.items()}

    async def _paths(self, unions: Collection[int]) -> Mapping[int, str | None]:
        """Return where unions stand in the tree."""
        if not unions:
            return {}
        statement = select(Organisation.id, Organisation.path).where(
            Organisation.id.in_(unions)
        )
        return dict((await self.session.execute(statement)).all())

    async def last_message(self) -> int:
        """Return the key of the newest message."""
        return await self._last(Message.id)

    async def last_move(self) -> int:
        """Return the key of the newest move of the floor."""
        return await self._last(FloorEvent.id)

    async def list_messages(self, *, after: int) -> Sequence[tuple[int, int, bool]]:
        """Return messages: their key, their conversation, whether they are answered."""
        statement = select(
            Message.id, Message.conversation_id, Message.answered_at.is_not(None)
        ).where(Message.id > after)
        rows = (await self.session.execute(statement)).all()
        return [(key, talk, fact) for key, talk, fact in rows]

    async def list_moves(self, *, after: int) -> Sequence[tuple[int, int, FloorMove]]:
        """Return moves of the floor: their key, their conversation, what happened."""
        statement = select(
            FloorEvent.id, FloorEvent.conversation_id, FloorEvent.move
        ).where(FloorEvent.id > after)
        rows = (await self.session.execute(statement)).all()
        return [(key, talk, fact) for key, talk, fact in rows]

    async def paths_of(
        self, conversations: Collection[int]
    ) -> dict[int, frozenset[str | None]]:
        """Return where the tickets of conversations belong."""
        if not conversations:
            return {}
        statement = select(Ticket.conversation_id, Ticket.path).where(
            Ticket.conversation_id.in_(conversations)
        )
        found: defaultdict[int, set[str | None]] = defaultdict(set)
        for conversation_id, path in await self.session.execute(statement):
            if conversation_id is not None:
                found[conversation_id].add(path)
        return {key: frozenset(paths) for key, paths in found.items()}

    async def list_present(
        self, *, since: datetime
    ) -> Sequence[tuple[str, str | None, int]]:
        """Return who has which ticket open: its number, its path, the officer."""
        statement = (
            select(Ticket.number, Ticket.path, TicketPresence.officer_id)
            .join(Ticket, Ticket.id == TicketPresence.ticket_id)
            .where(TicketPresence.seen_at >= since)
        )
        rows = (await self.session.execute(statement)).all()
        return [(key, talk, fact) for key, talk, fact in rows]

    async def _last(self, key: InstrumentedAttribute[int]) -> int:
        return (await self.session.scalars(select(func.max(key)))).one() or 0
