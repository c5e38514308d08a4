"""Officers of every role, calls on record, and browsers that are signed in."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from functools import cache

import httpx
import pytest

from helpdesk.database import unit_of_work
from helpdesk.models import Officer, OfficerRole
from helpdesk.officers import officer_sessions
from helpdesk.transcripts.records import Kept, archive
from tests.api.chat.conftest import behind, browser, url  # noqa: F401 - fixtures
from tests.api.conftest import client_of
from tests.conftest import QUICK
from tests.helpdesk.transcripts.records import kept as calls

COOKIE = "gonghui-console"
PASSWORD = "a-long-password"
PHONE = "13800138017"
NAME = "赵启明"

SignIn = Callable[[OfficerRole], Awaitable[httpx.AsyncClient]]


def token_on(page: httpx.Response) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', page.text)
    assert found, page.text
    return found[1]


async def enter(client, login, password=PASSWORD):
    page = await client.get("/console/sign-in")
    form = {"login": login, "password": password, "token": token_on(page)}
    return await client.post("/console/sign-in", data=form)


@pytest.fixture
def settings(make_settings):
    return make_settings(demo=True)


@cache
def password_hash() -> str:
    """Hash once for all officers."""
    return QUICK.hash(PASSWORD)


@pytest.fixture
async def staff(sessions) -> dict[OfficerRole, int]:
    """One officer of each role, whose login is the role's name."""
    made = {
        role: Officer(
            login=role.value,
            name="林晓岚",
            password_hash=password_hash(),
            role=role,
        )
        for role in OfficerRole
    }
    async with unit_of_work(sessions) as session:
        session.add_all(made.values())
    return {role: officer.id for role, officer in made.items()}


@pytest.fixture
async def sign_in(app, sessions, staff) -> AsyncIterator[SignIn]:
    """Give browsers in which an officer is signed in; the door has its own tests."""
    opened: list[httpx.AsyncClient] = []

    async def begin(role: OfficerRole = OfficerRole.case_officer) -> httpx.AsyncClient:
        async with unit_of_work(sessions) as session:
            somebody = await session.get_one(Officer, staff[role])
            token = await officer_sessions.begin(session, somebody)
        client = client_of(app)
        client.cookies.set(COOKIE, token, domain="gateway.local")
        opened.append(client)
        return client

    yield begin
    for client in opened:
        await client.aclose()


@pytest.fixture
async def officer(sign_in) -> httpx.AsyncClient:
    return await sign_in(OfficerRole.case_officer)


def wages(*texts: str, name: str = "c1.json", **more) -> Kept:
    """A call about wages, in which the caller tells a name and a number."""
    said = texts or (
        "您好，请讲",
        f"{NAME}，厂里三个月没发工资",
        f"电话{PHONE}",
    )
    transcript = calls.transcript(*said, call_id=more.pop("call_id", name))
    routed = more.pop("routed", (calls.named("person_name", NAME),))
    return calls.kept(of=transcript, name=name, routed=routed, **more)


def begun(one: Kept, at) -> Kept:
    return replace(one, transcript=replace(one.transcript, started_at=at))


@pytest.fixture
def keep(sessions):
    """Put calls on record and return their keys."""

    async def run(*batch: Kept) -> list[int]:
        async with unit_of_work(sessions) as session:
            return [record.id for record in await archive.keep(session, batch)]

    return run
