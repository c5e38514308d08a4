"""An officer with a password, whose account the tests are about."""

import pytest
from sqlalchemy import select

from helpdesk.models import Organisation, OrganisationKind
from helpdesk.officers import officers

PASSWORD = "correct horse"


@pytest.fixture
async def officer(session):
    made = await officers.add(session, login="lin", name="林", password=PASSWORD)
    await session.commit()
    return made


@pytest.fixture
async def ours(session):
    """A district's union."""
    wanted = Organisation.kind == OrganisationKind.district
    found = select(Organisation).where(wanted).order_by(Organisation.id).limit(1)
    return (await session.scalars(found)).one()
