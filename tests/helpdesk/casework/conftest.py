"""Officers of every kind that works on tickets, and a follower's matter."""

import pytest

from helpdesk.audit import Actor
from helpdesk.conversations import conversations
from helpdesk.models import AuthorKind, ChannelKind, OfficerRole
from helpdesk.officers import officers
from helpdesk.tickets import tickets

OPENID = "oDEMO-follower-1"


def acting(officer):
    return Actor(AuthorKind.officer, officer.id)


async def hire(session, login, role=OfficerRole.case_officer, organisation_id=None):
    officer = await officers.add(
        session, login=login, name=login, password="a-long-password", role=role
    )
    officer.organisation_id = organisation_id
    await session.flush()
    return officer


@pytest.fixture(autouse=True)
def _stopped(time):
    """No test here goes by the wall clock."""


@pytest.fixture
async def li(session):
    """Somebody who sees to tickets."""
    return acting(await hire(session, "li"))


@pytest.fixture
async def wang(session):
    """A colleague."""
    return acting(await hire(session, "wang"))


@pytest.fixture
async def chief(session):
    return acting(await hire(session, "chief", OfficerRole.supervisor))


@pytest.fixture
async def auditor(session):
    return acting(await hire(session, "reader", OfficerRole.auditor))


@pytest.fixture
async def talk(session):
    return await conversations.resume(
        session, channel=ChannelKind.wechat, source_id=OPENID
    )


@pytest.fixture
async def matter(session, talk):
    """A follower's ticket."""
    return await tickets.open(
        session,
        category="report_unpaid_wages",
        subject="老板欠了三个月工资",
        conversation=talk,
        message_id="m1",
    )
