"""Everything held on one person: handed out, or taken away as far as the law lets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import SYSTEM, Actor, audit
from helpdesk.audit.reasons import reason as why
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.members import members
from helpdesk.models import AuditAction, AuditSubject, Base, ChannelKind, Member
from helpdesk.numbers import read_digits, read_phone
from helpdesk.privacy.deletion import Deleter, Deletion
from helpdesk.privacy.holdings import Holding, holdings
from helpdesk.privacy.masks import Kind
from helpdesk.privacy.repository import Person, PrivacyRepository
from helpdesk.privacy.writing import written

ID_LENGTH = 18
MEMBER_NUMBER_LENGTH = 10
SHOWN: Mapping[Kind, str] = {
    Kind.phone: "phone",
    Kind.id_number: "id_number",
    Kind.name: "name",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A person's rows, table by table."""

    person: Person
    keys: Mapping[str, list[int]]


@dataclass(frozen=True, slots=True)
class Held:
    """An account, whose it is, and its talks as the bot knows them."""

    identity_id: int
    member_id: int | None
    threads: tuple[str, ...]


class PrivacyService:
    """Serves the rights of persons over their data."""

    async def find(self, session: AsyncSession, said: str) -> Person:
        """Return whose data are meant: by member number, ID number or phone.

        Raises:
            InvalidInput: It is none of the three.
            NotFound: There is no such member.
        """
        number = read_digits(said)
        if len(number) == ID_LENGTH:
            member = await PrivacyRepository(session).by_id_number(number)
        elif len(number) == MEMBER_NUMBER_LENGTH:
            member = await members.by_number(session, number)
        else:
            phone = read_phone(number)
            member = await members.by_phone(session, phone)
            if member is None:
                return Person(phone=phone)
        if member is None:
            raise NotFound("no such member")
        return Person(member.id, member.phone)

    async def export(
        self, session: AsyncSession, person: Person, *, by: Actor, reason: str
    ) -> dict[str, Any]:
        """Return all that is held on a person, under Chinese names.

        Raises:
            InvalidInput: There is no reason given.
        """
        reason = why(reason)
        notes, repository = holdings().notes, PrivacyRepository(session)
        at = clock.now().astimezone(clock.SHENZHEN).isoformat(" ", "minutes")
        book: dict[str, Any] = {
            notes.in_export["note"]: notes.export,
            notes.in_export["at"]: at,
            notes.in_export["left_out"]: list(notes.export_left_out),
        }
        found = await self.collect(session, person)
        for holding in holdings().holdings:
            rows = [
                await _entry(repository, holding, row)
                for row in await repository.rows(holding, found.keys[holding.table])
                if not _is_hidden(holding, row)
            ]
            if rows:
                book[holding.label] = rows
        await _note(session, AuditAction.exported, person, by=by, reason=reason)
        return book

    async def delete(
        self, session: AsyncSession, person: Person, *, by: Actor, reason: str
    ) -> Deletion:
        """Take a person's data away; tell what was kept, and by what right.

        Raises:
            InvalidInput: There is no reason given.
        """
        reason = why(reason)
        found = await self.collect(session, person)
        done = await Deleter(session, found.keys).run(now=clock.now())
        await _note(
            session,
            AuditAction.deleted,
            person,
            by=by,
            reason=reason,
            after=done.counts,
        )
        return done

    async def hold(
        self, session: AsyncSession, *, channel: ChannelKind, source_id: str
    ) -> Held | None:
        """Return an account that is about to be forgotten; nothing is added to it."""
        repository = PrivacyRepository(session)
        found = await repository.hold_identity(channel=channel, source_id=source_id)
        if found is None:
            return None
        threads = await repository.hold_talks(found.id)
        return Held(found.id, found.member_id, tuple(threads))

    async def unsubscribe(
        self, session: AsyncSession, *, channel: ChannelKind, source_id: str
    ) -> Deletion:
        """Forget an account that unsubscribed, as the WeChat platform asks.

        Open tickets stay, without a way back to the account; what a member is on
        record with stays as well, for a membership is no WeChat account.
        """
        held = await PrivacyRepository(session).identity_id(
            channel=channel, source_id=source_id
        )
        if held is None:
            return Deletion((), {})
        person = Person(identity_id=held)
        found = await self.collect(session, person)
        done = await Deleter(session, found.keys).run(now=clock.now())
        await audit.record(
            session,
            AuditAction.deleted,
            AuditSubject.identity,
            held,
            by=SYSTEM,
            after={**done.counts, "channel": channel},
            reason=channel,
        )
        return done

    async def unmask(
        self,
        session: AsyncSession,
        member: Member,
        kind: Kind,
        *,
        by: Actor,
        reason: str,
    ) -> str:
        """Return one value of a member in the clear; who saw it and why is on record.

        Raises:
            InvalidInput: There is no officer, no reason, or nothing of this kind.
            NotFound: The member has none on record.
        """
        reason = why(reason)
        if by.officer_id is None:
            raise InvalidInput("only an officer may see it")
        if kind not in SHOWN:
            raise InvalidInput(f"a member has no {kind}")
        value: str | None = getattr(member, SHOWN[kind])
        if value is None:
            raise NotFound(f"no {kind} on record")
        await audit.record(
            session,
            AuditAction.unmasked,
            AuditSubject.member,
            member.id,
            by=by,
            after={kind.value: value},  # masked there
            reason=reason,
        )
        return value

    async def collect(self, session: AsyncSession, person: Person) -> Found:
        """Find a person's rows, those above first."""
        repository = PrivacyRepository(session)
        keys: dict[str, list[int]] = {}
        for holding in holdings().holdings:
            keys[holding.table] = list(
                await repository.list_keys(holding, person, keys)
            )
        return Found(person, keys)


async def _entry(
    repository: PrivacyRepository, holding: Holding, row: Mapping[Any, Any]
) -> dict[str, Any]:
    """Write a row, with the names of what it points at."""
    values = dict(row)
    table = Base.metadata.tables[holding.table]
    for name in holding.fields:
        for key in table.c[name].foreign_keys:
            if values[name] is not None:
                values[name] = await repository.name_of(key.column.table, values[name])
    return written(holding, values)


def _is_hidden(holding: Holding, row: Mapping[Any, Any]) -> bool:
    return any(row[name] in values for name, values in holding.hide.items())


async def _note(
    session: AsyncSession,
    action: AuditAction,
    person: Person,
    *,
    by: Actor,
    reason: str,
    after: Mapping[str, Any] | None = None,
) -> None:
    values = {"phone": person.phone, **(after or {})}
    await audit.record(
        session,
        action,
        AuditSubject.member,
        person.member_id,
        by=by,
        after=values,
        reason=reason,
    )


privacy = PrivacyService()
