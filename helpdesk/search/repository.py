"""SQL of the index: the entries, and which of them have what is wanted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Result,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, defer

from helpdesk.models import (
    CallRecord,
    CallRequest,
    SearchEntry,
    SearchKind,
    Ticket,
    TicketStatus,
)
from helpdesk.models.search import LISTING, Terms, listed
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope
from helpdesk.search.digests import Wish

type Subjects = Mapping[SearchKind, Sequence[int]]

OF: Mapping[SearchKind, InstrumentedAttribute[int | None]] = {
    SearchKind.ticket: SearchEntry.ticket_id,
    SearchKind.conversation: SearchEntry.conversation_id,
    SearchKind.call: SearchEntry.record_id,
}
BY: Mapping[SearchKind, InstrumentedAttribute[Any]] = {
    SearchKind.ticket: Ticket.id,
    SearchKind.conversation: Ticket.conversation_id,
    SearchKind.call: CallRequest.record_id,
}
"""By what the tickets of a subject are found."""
LISTED = f"INSERT INTO {LISTING}(rowid, terms) VALUES (:id, :terms)"  # noqa: S608 - a name of ours
UNLISTED = (
    f"INSERT INTO {LISTING}({LISTING}, rowid, terms) VALUES ('delete', :id, :terms)"  # noqa: S608 - a name of ours
)

BY_INDEX = text("SELECT set_config('enable_seqscan', 'off', true)")
"""For one transaction. PostgreSQL takes a digest that it has not counted for one in two
hundred entries, and many months of them for more than the index is good for: it would
read the whole table for a word that nobody said."""

UNOPENED = (
    defer(Ticket.details, raiseload=True),
    defer(Ticket.contact_phone, raiseload=True),
)
"""What a line of a list does not show is not opened for it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: behind the entry of this moment and key."""

    at: datetime
    entry_id: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that has all digests that are wanted."""

    place: Place
    subject_id: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an officer may find, and what is filtered."""

    scope: Scope
    statuses: frozenset[TicketStatus] = frozenset()
    since: datetime | None = None


class SearchRepository(Repository):
    """Questions about entries."""

    async def put(
        self, kind: SearchKind, entries: Iterable[tuple[int, datetime, frozenset[int]]]
    ) -> None:
        """Write the entries of subjects, in the place of those that they had."""
        name = OF[kind].key
        several = list(entries)
        if not several:
            return
        keys = [key for key, _, _ in several]
        rows = [{name: key, "at": at, "terms": terms} for key, at, terms in several]
        await self._list(kind, keys, unlist=True)
        new = self.insert(SearchEntry)
        changed = {"at": new.excluded.at, "terms": new.excluded.terms}
        await self.session.execute(
            new.on_conflict_do_update(index_elements=[name], set_=changed), rows
        )
        await self._list(kind, keys)

    async def _list(
        self, kind: SearchKind, keys: Collection[int], *, unlist: bool = False
    ) -> None:
        """Put the terms of entries into FTS5's list, or take them out of it.

        Not by triggers, as a deletion does it: within another statement FTS5 writes
        after each row to the disk, which takes a hundred times as long.
        """
        if self.session.get_bind().dialect.name != "sqlite":
            return
        terms = type_coerce(SearchEntry.terms, Text()).label("terms")
        found = await self.session.execute(
            select(SearchEntry.id, terms).where(self.one_of(OF[kind], keys))
        )
        rows = [{"id": key, "terms": said} for key, said in found]
        deed = UNLISTED if unlist else LISTED
        if rows:
            await self.session.execute(text(deed), rows)

    async def forget(self, kind: SearchKind, keys: Collection[int]) -> None:
        """Delete the entries of subjects."""
        gone = delete(SearchEntry).where(self.one_of(OF[kind], keys))
        await self.session.execute(gone)

    async def empty(self) -> None:
        """Delete every entry; FTS5's list is emptied at once, not word by word."""
        triggers: list[str] = []
        if self.session.get_bind().dialect.name == "sqlite":
            triggers = await self._take_triggers()
            await self.session.execute(
                text(f"INSERT INTO {LISTING}({LISTING}) VALUES ('delete-all')")  # noqa: S608 - a name of ours
            )
        await self.session.execute(delete(SearchEntry))
        for made in triggers:
            await self.session.execute(text(made))

    async def _take_triggers(self) -> list[str]:
        """Take away the triggers of the entries, and return how they are made."""
        found = await self.session.execute(
            text(
                "SELECT name, sql FROM sqlite_master "
                "WHERE type = 'trigger' AND tbl_name = :entries"
            ),
            {"entries": SearchEntry.__tablename__},
        )
        rows = [(name, made) for name, made in found]
        for name, _ in rows:
            await self.session.execute(text(f"DROP TRIGGER {name}"))
        return [made for _, made in rows]

    async def oldest(self) -> datetime | None:
        """Return the moment of the oldest entry."""
        return (await self.session.scalars(select(func.min(SearchEntry.at)))).one()

    async def list_having(
        self,
        kind: SearchKind,
        wishes: Sequence[Wish],
        bounds: Bounds,
        *,
        after: Place | None,
        limit: int,
    ) -> list[Candidate]:
        """Return entries that have all that one of the wishes names, newest first.

        The list of terms is asked first and alone, and nothing else stands in that
        part: whoever plans the query can not know how many entries a digest is in, and
        would walk through all of them along some other index.
        """
        having = (
            select(SearchEntry.id, SearchEntry.at, OF[kind].label("subject_id"))
            .where(self._having(wishes))
            .cte("having")
            .prefix_with("MATERIALIZED", dialect="postgresql")
        )
        rules = [_visible(kind, having.c.subject_id, bounds)]
        if bounds.since is not None:
            rules.append(having.c.at >= bounds.since)
        if after is not None:
            place = tuple_(having.c.at, having.c.id)
            rules.append(place < (after.at, after.entry_id))
        statement = (
            select(having.c.id, having.c.at, having.c.subject_id)
            .where(*rules)
            .order_by(having.c.at.desc(), having.c.id.desc())
            .limit(limit)
        )
        if self._is_postgresql:
            await self.session.execute(BY_INDEX)
        rows = await self.session.execute(statement)
        return [Candidate(Place(at, key), subject) for key, at, subject in rows]

    async def tickets_of(
        self, kind: SearchKind, keys: Collection[int], bounds: Bounds
    ) -> Sequence[tuple[int, Ticket]]:
        """Return the tickets of conversations or calls that are seen, newest last."""
        column = BY[kind]
        statement = (
            select(column, Ticket)
            .select_from(Ticket)
            .where(column.in_(keys), *_seen(bounds))
            .order_by(Ticket.id)
            .options(*UNOPENED)
        )
        if kind is SearchKind.call:
            statement = statement.join(CallRequest, CallRequest.ticket_id == Ticket.id)
        rows: Result[int, Ticket] = await self.session.execute(statement)
        return [(key, ticket) for key, ticket in rows]

    @property
    def _is_postgresql(self) -> bool:
        return self.session.get_bind().dialect.name == "postgresql"

    def _having(self, wishes: Sequence[Wish]) -> ColumnElement[bool]:
        """Say in SQL that an entry has what one of the wishes names."""
        if self._is_postgresql:
            return _overlapping_any(wishes)
        words = table(LISTING)
        matching = literal_column(LISTING).op("MATCH")(
            bindparam(None, " OR ".join(map(_expression, wishes)))
        )
        rows = (
            select(literal_column("rowid", Integer()))
            .select_from(words)
            .where(matching)
        )
        return SearchEntry.id.in_(rows)


def _overlapping_any(wishes: Sequence[Wish]) -> ColumnElement[bool]:
    """Say it with PostgreSQL's arrays; of one word in many months as one overlap."""
    if all(len(wish.groups) == 1 for wish in wishes):
        digests = frozenset[int]().union(*(wish.groups[0] for wish in wishes))
        return _compared("&&", digests)
    return or_(*map(_overlapping, wishes))


def _overlapping(wish: Wish) -> ColumnElement[bool]:
    """Say it with PostgreSQL's arrays."""
    alone = frozenset().union(*(group for group in wish.groups if len(group) == 1))
    rules = [_compared("&&", group) for group in wish.groups if len(group) > 1]
    if alone:
        rules.append(_compared("@>", alone))
    return and_(*rules)


def _compared(operator: str, digests: frozenset[int]) -> ColumnElement[bool]:
    terms = SearchEntry.terms.op(operator, is_comparison=True)
    return terms(bindparam(None, digests, Terms()))


def _expression(wish: Wish) -> str:
    """Say it in FTS5's language; there is nothing but hexadecimal words in it."""
    groups = (listed(sorted(group)).replace(" ", " OR ") for group in wish.groups)
    return f"({' AND '.join(f'({group})' for group in groups)})"


def _visible(
    kind: SearchKind, subject_id: ColumnElement[int], bounds: Bounds
) -> ColumnElement[bool]:
    """Say in SQL that an officer may find it: through a ticket that is in scope.

    Whoever sees the whole city also finds calls that asked for nothing.
    """
    ticket = [BY[kind] == subject_id, *_seen(bounds)]
    if kind is not SearchKind.call:
        return exists().where(*ticket)
    if bounds.scope.path is None and not bounds.statuses:
        return exists().where(CallRecord.id == subject_id)
    return exists().where(CallRequest.ticket_id == Ticket.id, *ticket)


def _seen(bounds: Bounds) -> list[ColumnElement[bool]]:
    """Say in SQL which tickets are seen."""
    rules = [within(Ticket.path, bounds.scope), Ticket.cleared_at.is_(None)]
    if bounds.statuses:
        rules.append(Ticket.status.in_(bounds.statuses))
    return rules
