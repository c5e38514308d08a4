"""Look-ups: a member by a whole number, or by name and union; each is on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.errors import InvalidInput, Locked, NotFound
from helpdesk.lookups.repository import LookupRepository, is_named
from helpdesk.models import (
    Application,
    AuditAction,
    AuditSubject,
    Consent,
    Member,
    Ticket,
    Transfer,
)
from helpdesk.numbers import luhn_valid, read_digits, read_id_number, read_phone
from helpdesk.organisations import organisations
from helpdesk.rules import rules
from helpdesk.scope import Scope
from helpdesk.texts import tidy

FILE = Path(__file__).with_name("lookups.yml")
HOUR = timedelta(hours=1)
MEMBER_NUMBER = 10
NAME_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom an officer looks for: by a whole number, or by name and union."""

    number: str = ""
    name: str = ""
    union: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What is on record about one member; it is masked where it is shown."""

    member: Member
    applications: Sequence[Application]
    transfers: Sequence[Transfer]
    tickets: Sequence[Ticket]
    consents: Sequence[Consent]


class LookupService:
    """Finds one member at a time; there is no list to leaf through."""

    async def find(
        self, session: AsyncSession, asked: Asked, *, scope: Scope, by: Actor
    ) -> Sequence[Member]:
        """Return who is meant, within what the officer sees.

        Raises:
            InvalidInput: It is neither a whole number nor a name with a union.
            Locked: The officer has looked too many people up within an hour.
        """
        await self._refuse_leafing(session, by)
        kind, condition = await _exact(session, asked)
        found = await LookupRepository(session).list_by(
            condition, scope, limit=rules(FILE)["most_found"]
        )
        await audit.record(
            session,
            AuditAction.looked_up,
            AuditSubject.member,
            found[0].id if len(found) == 1 else None,
            by=by,
            after={"by": kind, "found": len(found)},
        )
        return found

    async def card(
        self, session: AsyncSession, member_id: int, *, scope: Scope, by: Actor
    ) -> Card:
        """Return what is on record about a member; that it was seen is as well."""
        card = await self._card(session, member_id, scope)
        await audit.record(
            session, AuditAction.viewed, AuditSubject.member, member_id, by=by
        )
        return card

    async def _card(self, session: AsyncSession, member_id: int, scope: Scope) -> Card:
        repository = LookupRepository(session)
        member = await repository.by_id(member_id, scope)
        if member is None:
            raise NotFound("no such member")
        return Card(
            member,
            await repository.applications(member_id),
            await repository.transfers(member_id),
            await repository.tickets(member_id, scope),
            await repository.consents(member_id),
        )

    async def _refuse_leafing(self, session: AsyncSession, by: Actor) -> None:
        """Hold that nobody goes through the members one after the other."""
        if by.officer_id is None:
            raise InvalidInput("only officers look people up")
        now = clock.now()
        count = await LookupRepository(session).count_by_officer(
            by.officer_id, since=now - HOUR
        )
        if count >= rules(FILE)["most_per_hour"]:
            raise Locked(now + HOUR)


async def _exact(
    session: AsyncSession, asked: Asked
) -> tuple[str, ColumnElement[bool]]:
    """Return by what somebody is looked for, and how that is asked."""
    if asked.number.strip():
        return _by_number(asked.number)
    name = tidy(asked.name, limit=NAME_LIMIT)
    if not name or not asked.union.strip():
        raise InvalidInput("a number, or a name with a union")
    unions = await organisations.named(
        session, asked.union, limit=rules(FILE)["unions_meant"]
    )
    return "name", is_named(name, [union.id for union in unions])


def _by_number(said: str) -> tuple[str, ColumnElement[bool]]:
    """Tell a phone, an ID number and a member number apart."""
    digits = read_digits(said)
    if len(digits) == MEMBER_NUMBER and digits.isascii() and digits.isdigit():
        if not luhn_valid(digits):
            raise InvalidInput("not a member number")
        return "member_number", Member.member_number == digits
    try:
        return "phone", Member.phone_lookup == read_phone(said)
    except InvalidInput:
        return "id_number", Member.id_lookup == read_id_number(said)


lookups = LookupService()
