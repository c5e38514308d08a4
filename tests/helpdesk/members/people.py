"""Invented people who are not on record, and where they work."""

from datetime import date, timedelta

from sqlalchemy import select

from helpdesk.audit import Actor
from helpdesk.members.registration import Person
from helpdesk.models import (
    AuditEntry,
    AuthorKind,
    Organisation,
    OrganisationKind,
    UnionState,
)
from helpdesk.organisations import Worksite
from helpdesk.seed.people import id_number
from tests.helpdesk.conftest import UNKNOWN_PHONES

WORKER = Actor(AuthorKind.member)
OFFICER = Actor(AuthorKind.officer, address="10.0.0.7")
XIXIANG = Worksite(place="西乡街道")


def stranger(number=0, site=XIXIANG, **changes):
    details = {
        "name": "陈小满",
        "phone": UNKNOWN_PHONES[number],
        "id_number": id_number(date(1925, 3, 1) + timedelta(number)),
        "site": site,
    }
    return Person(**details | changes)


async def employer(session, state=UnionState.established, **facts):
    statement = select(Organisation).filter_by(
        kind=OrganisationKind.enterprise, state=state, **facts
    )
    return (await session.scalars(statement.order_by(Organisation.id).limit(1))).one()


async def log(session):
    return (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
