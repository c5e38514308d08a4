"""Putting demo data into the database, each row once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute

from helpdesk.models import (
    Base,
    CardStatus,
    Duty,
    EmploymentKind,
    Lawyer,
    Member,
    MemberStatus,
    Organisation,
    OrganisationKind,
    RealNameStatus,
    Site,
    UnionState,
)
from helpdesk.officers import officers, secret
from helpdesk.organisations import tree as standing
from helpdesk.repository import Repository
from helpdesk.seed.people import (
    DEMO_GIG_WORKER,
    DEMO_MEMBER,
    DEMO_PASSWORD,
    DEMO_STAFF,
    Person,
    people,
)
from helpdesk.seed.sites import Counsel, Place, counsels, sites
from helpdesk.seed.tree import Union, tree
from helpdesk.seed.words import address, dice, landline, words

type Row = dict[str, Any]

JOINED_FROM = date(2008, 1, 1)
JOINED_DAYS = 6_500  # to autumn 2025
# In per cent; 42 of 100 members had a card in 2018.
STATUSES = {
    MemberStatus.active: 90,
    MemberStatus.applied: 3,
    MemberStatus.transferring: 3,
    MemberStatus.left: 2,
    MemberStatus.registered: 2,
}
REAL_NAMES = {
    RealNameStatus.verified: 85,
    RealNameStatus.collected: 12,
    RealNameStatus.missing: 3,
}
CARDS = {
    CardStatus.none: 55,
    CardStatus.requested: 3,
    CardStatus.issued: 7,
    CardStatus.active: 33,
    CardStatus.lost: 2,
}
EMPLOYMENTS = {
    EmploymentKind.regular: 80,
    EmploymentKind.dispatched: 10,
    EmploymentKind.gig: 10,
}
UNNUMBERED = frozenset({MemberStatus.applied, MemberStatus.registered})
UNJOINED = UNNUMBERED | {MemberStatus.left}


class Filler(Repository):
    """Fills a database; what is there already stays as it is."""

    async def staff(self) -> None:
        """Add an officer of every role; hashing one password is slow enough."""
        kept = await secret(DEMO_PASSWORD, login="")
        for one in DEMO_STAFF:
            if await officers.by_login(self.session, one.login) is None:
                await officers.add(
                    self.session,
                    login=one.login,
                    name=one.name,
                    password=kept,
                    role=one.role,
                    organisation_id=await self._street(one.street),
                )

    async def _street(self, name: str | None) -> int | None:
        """Return the key of a street's union."""
        wanted = select(Organisation.id).where(
            Organisation.kind == OrganisationKind.street, Organisation.street == name
        )
        return await self.session.scalar(wanted) if name else None

    async def organisations(self) -> None:
        """Add the tree, parents first."""
        ids = await self._ids(Organisation.name)
        for number, union in enumerate(tree()):
            if union.name not in ids:
                new = insert(Organisation).values(_organisation(union, number, ids))
                added = await self.session.scalars(new.returning(Organisation.id))
                ids[union.name] = added.one()
        await standing.place(self.session)

    async def sites(self) -> None:
        """Add the sites."""
        await self._add(Site, [_site(place, n) for n, place in enumerate(sites())])

    async def lawyers(self) -> None:
        """Add the lawyers with their weekly hours."""
        await self._add(Lawyer, [_lawyer(counsel) for counsel in counsels()])
        places = await self._ids(Site.name)
        lawyers = await self._ids(Lawyer.license_number)
        duties = [
            _duty(counsel, places[counsel.site], lawyers[counsel.license_number])
            for counsel in counsels()
        ]
        await self._add(Duty, duties)

    async def members(self, count: int) -> None:
        """Add so many members; two of them are those to try with."""
        unions = await self._enterprises()
        rows = [_demo_member(unions), _demo_gig_worker()]
        rows += [_member(person, unions) for person in people(max(0, count - 2))]
        await self._add(Member, rows)

    async def _add(self, model: type[Base], rows: Sequence[Row]) -> None:
        """Insert rows unless a unique value of theirs is there already."""
        await self.session.execute(self.insert(model).on_conflict_do_nothing(), rows)

    async def _ids(self, name: InstrumentedAttribute[str]) -> dict[str, int]:
        """Return the keys of a table's rows by their names."""
        found = await self.session.execute(select(name, name.class_.id))
        return {row[0]: row[1] for row in found}

    async def _enterprises(self) -> list[int]:
        """Return the unions of enterprises that have one."""
        statement = (
            select(Organisation.id)
            .where(
                Organisation.kind == OrganisationKind.enterprise,
                Organisation.state == UnionState.established,
            )
            .order_by(Organisation.id)
        )
        return list(await self.session.scalars(statement))


def _organisation(union: Union, number: int, ids: Mapping[str, int]) -> Row:
    row = asdict(union)
    is_city = union.kind is OrganisationKind.federation
    return row | {
        "parent_id": ids.get(row.pop("parent")),
        "address": address(union.district, union.street, number + 1),
        "phone": words()["federation"]["phone"] if is_city else landline(number),
    }


def _site(place: Place, number: int) -> Row:
    where = address(place.district, place.street, number + 900)
    return asdict(place) | {"address": where, "phone": landline(5000 + number)}


def _lawyer(counsel: Counsel) -> Row:
    return {
        "name": counsel.name,
        "firm": counsel.firm,
        "license_number": counsel.license_number,
    }


def _duty(counsel: Counsel, site_id: int, lawyer_id: int) -> Row:
    return {
        "site_id": site_id,
        "lawyer_id": lawyer_id,
        "weekday": counsel.weekday,
        "starts_at": counsel.starts_at,
        "ends_at": counsel.ends_at,
    }


def _demo_member(unions: Sequence[int]) -> Row:
    return _sealed(DEMO_MEMBER) | {
        "status": MemberStatus.active,
        "organisation_id": unions[0],
        "joined_on": date(2019, 5, 1),
        "real_name_status": RealNameStatus.verified,
        "card_status": CardStatus.active,
        "employment": EmploymentKind.regular,
    }


def _demo_gig_worker() -> Row:
    return _sealed(DEMO_GIG_WORKER) | {
        "status": MemberStatus.registered,
        "organisation_id": None,
        "joined_on": None,
        "real_name_status": RealNameStatus.collected,
        "card_status": CardStatus.none,
        "employment": EmploymentKind.gig,
    }


def _member(person: Person, unions: Sequence[int]) -> Row:
    die = dice("member", person.member_number)
    status = _drawn(die, STATUSES)
    joined = status not in UNJOINED
    numbered = {"member_number": None} if status in UNNUMBERED else {}
    return (
        _sealed(person)
        | numbered
        | {
            "status": status,
            "organisation_id": die.choice(unions) if joined else None,
            "joined_on": JOINED_FROM + timedelta(die.randrange(JOINED_DAYS))
            if joined
            else None,
            "real_name_status": _drawn(die, REAL_NAMES),
            "card_status": _drawn(die, CARDS) if joined else CardStatus.none,
            "employment": _drawn(die, EMPLOYMENTS),
        }
    )


def _sealed(person: Person) -> Row:
    """Return a person's columns; the column types seal and digest them."""
    return asdict(person) | {
        "phone_lookup": person.phone,
        "id_lookup": person.id_number,
    }


def _drawn[Choice](die: Random, weights: Mapping[Choice, int]) -> Choice:
    return die.choices(list(weights), list(weights.values()))[0]
