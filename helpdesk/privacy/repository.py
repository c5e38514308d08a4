"""SQL over everything that is held on one person, table by table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Table,
    and_,
    delete,
    false,
    or_,
    select,
    update,
)

from helpdesk.models import Base, ChannelKind, Conversation, Identity, Member
from helpdesk.privacy.holdings import Holding, Part
from helpdesk.references import unnamed
from helpdesk.repository import Repository

PERSON, PHONE = "person", "phone"
IN_ONE_STATEMENT = 500  # parameters; SQLite has a limit, and a busy phone many messages


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data: a member, a phone nobody is on record with, or a channel identity."""

    member_id: int | None = None
    phone: str | None = None
    identity_id: int | None = None


type Keys = Mapping[str, Sequence[int]]


class PrivacyRepository(Repository):
    """Questions about one person's rows, whatever the table."""

    async def by_id_number(self, id_number: str) -> Member | None:
        """Return the member with this ID number."""
        statement = select(Member).where(Member.id_lookup == id_number)
        return (await self.session.scalars(statement)).one_or_none()

    async def identity_id(self, *, channel: ChannelKind, source_id: str) -> int | None:
        """Return the key of an identity on a channel."""
        statement = select(Identity.id).where(
            Identity.channel == channel, Identity.source_lookup == source_id
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def hold_identity(
        self, *, channel: ChannelKind, source_id: str
    ) -> Identity | None:
        """Return an identity; nothing new is begun under it in the meantime."""
        statement = (
            select(Identity)
            .where(Identity.channel == channel, Identity.source_lookup == source_id)
            .with_for_update()
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def hold_talks(self, identity_id: int) -> Sequence[str]:
        """Return the bot's names of an identity's talks; nothing is added to them."""
        statement = (
            select(Conversation.thread)
            .where(Conversation.identity_id == identity_id)
            .with_for_update()
        )
        return (await self.session.scalars(statement)).all()

    async def list_keys(
        self, holding: Holding, person: Person, found: Keys
    ) -> Sequence[int]:
        """Return the keys of a person's rows in one table."""
        table = Base.metadata.tables[holding.table]
        keys: set[int] = set()
        for rule in _rules(holding, table, person, found):
            statement = select(table.c.id).where(rule, *_also(holding, table))
            keys |= set((await self.session.scalars(statement)).all())
        return sorted(keys)

    async def rows(self, holding: Holding, keys: Sequence[int]) -> list[RowMapping]:
        """Return rows, opened."""
        table = Base.metadata.tables[holding.table]
        found: list[RowMapping] = []
        for some in _batches(keys):
            statement = select(table).where(table.c.id.in_(some)).order_by(table.c.id)
            found += (await self.session.execute(statement)).mappings().all()
        return found

    async def name_of(self, table: Table, key: int) -> str | None:
        """Return the name of the record that a row points at."""
        column = table.c.get("name", table.c.get("employer"))
        if column is None:
            return None
        statement = select(column).where(table.c.id == key)
        return (await self.session.scalars(statement)).one_or_none()

    async def unlink(self, holding: Holding, column: str, keys: Sequence[int]) -> None:
        """Let rows no longer point at rows that go."""
        table = Base.metadata.tables[holding.table]
        if_set = holding.unlink[column]
        rules = [table.c[if_set].is_not(None)] if if_set else []
        for some in _batches(keys):
            rule = and_(table.c[column].in_(some), *rules)
            await self.session.execute(update(table).where(rule).values({column: None}))

    async def clear(
        self, holding: Holding, keys: Sequence[int], *, now: datetime
    ) -> None:
        """Take the personal data out of rows and of what belongs to them."""
        table, values = Base.metadata.tables[holding.table], dict(holding.clear)
        if holding.mark:
            values[holding.mark] = now
        for some in _batches(keys):
            for part in holding.parts:
                await self._clear_part(part, some)
            await self.session.execute(
                update(table).where(table.c.id.in_(some)).values(values)
            )

    async def delete(self, holding: Holding, keys: Sequence[int]) -> Sequence[int]:
        """Delete rows that nothing names any more, and return which those were."""
        table = Base.metadata.tables[holding.table]
        gone: list[int] = []
        for some in _batches(keys):
            free = select(table.c.id).where(table.c.id.in_(some), unnamed(table))
            deletable = (await self.session.scalars(free)).all()
            await self.session.execute(delete(table).where(table.c.id.in_(deletable)))
            gone += deletable
        return gone

    async def _clear_part(self, part: Part, keys: Sequence[int]) -> None:
        table = Base.metadata.tables[part.table]
        await self.session.execute(
            update(table).where(table.c[part.by].in_(keys)).values(part.clear)
        )


def _rules(
    holding: Holding, table: Table, person: Person, found: Keys
) -> list[ColumnElement[bool]]:
    """Say in SQL by what a row is this person's.

    What is only near a person (said in the same talk, from the same number) is not
    the person's when it names another member.
    """
    rules = []
    for column, source in holding.by.items():
        if source == PERSON:
            rules.append(_equals(table, column, person.member_id))
        elif source == PHONE:
            rules.append(
                and_(_equals(table, column, person.phone), _own(holding, table, person))
            )
        else:
            rules += [
                and_(table.c[column].in_(some), _own(holding, table, person))
                for some in _batches(found.get(source, ()))
            ]
    if holding.table == "identities" and person.identity_id is not None:
        rules.append(table.c.id == person.identity_id)
    return rules


def _equals(table: Table, column: str, value: object) -> ColumnElement[bool]:
    return false() if value is None else table.c[column] == value


def _own(holding: Holding, table: Table, person: Person) -> ColumnElement[bool]:
    """Say in SQL that a row names this member or nobody.

    An account that unsubscribed takes its talks along, whoever was proved in them.
    """
    talks = person.identity_id is not None and table.name == "conversations"
    if holding.guard is None or talks:
        return and_(True)
    nobody = table.c[holding.guard].is_(None)
    if person.member_id is None:
        return nobody
    return or_(nobody, table.c[holding.guard] == person.member_id)


def _also(holding: Holding, table: Table) -> list[ColumnElement[bool]]:
    return [table.c[name].in_(values) for name, values in holding.also.items()]


def _batches(keys: Collection[int]) -> list[Sequence[int]]:
    ordered = sorted(keys)
    starts = range(0, len(ordered), IN_ONE_STATEMENT)
    return [ordered[start : start + IN_ONE_STATEMENT] for start in starts]
