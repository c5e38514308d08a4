"""Details: what members change of their own record, and what a union changes."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.errors import DetailsDisagree, InvalidInput
from helpdesk.members.moving import hold_person
from helpdesk.members.registration import NAME_LIMIT
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    AuthorKind,
    EmploymentKind,
    Member,
    Residence,
)
from helpdesk.numbers import read_id_number, read_phone
from helpdesk.organisations import Reason
from helpdesk.organisations.routes import read_reason
from helpdesk.places import read_district, spot
from helpdesk.texts import tidy

RULES = Path(__file__).with_name("details.yml")
TRUSTED = frozenset({AuthorKind.officer, AuthorKind.system})


class Detail(StrEnum):
    """What can be changed."""

    phone = "phone"
    employment = "employment"
    residence = "residence"
    place = "place"
    name = "name"
    id_number = "id_number"
    employer = "employer"


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether somebody may change a detail, and why."""

    allowed: bool
    name: str
    why: str
    rule: Reason
    ask: str = ""
    """How the new value is asked for, where a member may change it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a wish to change something."""

    permission: Permission
    changed: bool


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(RULES.read_text("utf-8"))
    return rules


def may_change(detail: Detail, by: AuthorKind) -> Permission:
    """Say whether somebody may change a detail; moving to an employer is a transfer."""
    rule = _rules()["fields"][detail]
    with_papers = by in TRUSTED and detail is not Detail.employer
    allowed = bool(rule["own"]) or with_papers
    source = read_reason(_rules()["source"])
    return Permission(allowed, rule["name"], rule["why"], source, rule.get("ask", ""))


class DetailService:
    """Changes details; the same value again changes nothing."""

    async def change(
        self,
        session: AsyncSession,
        member_id: int,
        detail: Detail,
        value: str,
        *,
        by: Actor,
    ) -> Change:
        """Change one detail, if whoever asks may; what may not be is explained.

        A new phone must have been proved by a code before this is called.

        Raises:
            InvalidInput: The value can not be right.
            DetailsDisagree: The phone or ID number is somebody else's.
        """
        permission = may_change(detail, by.kind)
        if not permission.allowed:
            return Change(permission, changed=False)
        values = _read(detail, value)
        member = await hold_person(session, member_id)
        before = {name: getattr(member, name) for name in values}
        if before == values:
            return Change(permission, changed=False)
        await _set(session, member, values)
        await audit.record(
            session,
            AuditAction.changed,
            AuditSubject.member,
            member.id,
            by=by,
            before=before,
            after=values,
        )
        return Change(permission, changed=True)


def _read(detail: Detail, value: str) -> dict[str, Any]:
    """Read a value into the columns it is kept in."""
    match detail:
        case Detail.phone:
            return {"phone": read_phone(value)}
        case Detail.id_number:
            return {"id_number": read_id_number(value)}
        case Detail.name:
            return {"name": _filled(value)}
        case Detail.place:
            return _read_place(value)
        case Detail.employment:
            return {"employment": _one_of(EmploymentKind, value)}
        case Detail.residence:
            return {"residence": _one_of(Residence, value)}
        case Detail.employer:
            raise InvalidInput("moving to another employer is a transfer")


def _filled(value: str) -> str:
    text = tidy(value, limit=NAME_LIMIT)
    if not text:
        raise InvalidInput("an empty detail")
    return text


def _read_place(value: str) -> dict[str, Any]:
    """Read district and street; 南山区 alone is the district, not its street 南山."""
    within = read_district(value)
    plain = value.strip().removeprefix("深圳").removeprefix("市")
    rest = plain.removeprefix(f"{within}区")
    where = spot(district=within, place=rest if rest != within else None)
    if where.district is None:
        raise InvalidInput("not a place in Shenzhen")
    return {"district": where.district, "street": where.street}


def _one_of[Choice: StrEnum](choices: type[Choice], value: str) -> Choice:
    try:
        return choices(value)
    except ValueError:
        raise InvalidInput("not one of the choices") from None


async def _set(session: AsyncSession, member: Member, values: dict[str, Any]) -> None:
    """Keep phones and ID numbers to one person each, also when two ask at once."""
    try:
        async with session.begin_nested():
            for name, new in values.items():
                setattr(member, name, new)
            await session.flush()
    except IntegrityError:
        raise DetailsDisagree("the number is on record for somebody else") from None


details = DetailService()
