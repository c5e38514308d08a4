"""Officers and tickets at several places of the tree."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from helpdesk.audit import Actor
from helpdesk.models import (
    AuthorKind,
    Officer,
    OfficerRole,
    Organisation,
    OrganisationKind,
)


@dataclass(frozen=True)
class Staff:
    """Who keeps texts for whom."""

    city: Officer
    district: Officer
    seat: Officer
    union: Organisation
    other: Organisation


def actor(officer: Officer) -> Actor:
    return Actor(AuthorKind.officer, officer_id=officer.id)


@pytest.fixture
async def staff(session) -> Staff:
    """A supervisor of the city, one of a district, and that district's seat."""
    kind = Organisation.kind == OrganisationKind.district
    unions = await session.scalars(select(Organisation).where(kind).limit(2))
    union, other = unions.all()

    def officer(login, role, organisation_id):
        return Officer(
            login=f"our-{login}",
            name=login.title(),
            password_hash="-",
            role=role,
            organisation_id=organisation_id,
        )

    city = officer("city", OfficerRole.supervisor, None)
    district = officer("district", OfficerRole.supervisor, union.id)
    seat = officer("seat", OfficerRole.seat, union.id)
    session.add_all([city, district, seat])
    await session.flush()
    return Staff(city, district, seat, union, other)
