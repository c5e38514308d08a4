"""Two processes on one database: an officer's next click may reach the other one."""

import asyncio

import pyotp
import pytest

from helpdesk import clock
from helpdesk.audit import SYSTEM
from helpdesk.database import unit_of_work
from helpdesk.models import Authenticator, Officer, OfficerRole
from helpdesk.scope import Scope
from helpdesk.tokens import tokens
from tests.api.conftest import client_of, running
from tests.api.console.conftest import enter, token_on
from tests.api.rest.conftest import WAGES
from tests.helpdesk.tickets.made import made, put

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SOON = 30  # seconds; it takes one look


@pytest.fixture
async def other(app, settings, bot):
    """Another process: an application with nothing in common but the database."""
    async with running(settings, bot) as app:
        yield app


@pytest.fixture
async def elsewhere(officer, other):
    """The same browser, whose requests reach the other process."""
    async with client_of(other) as client:
        client.cookies = officer.cookies
        yield client


@pytest.fixture
async def number(sessions):
    async with unit_of_work(sessions) as session:
        [number] = await put(session, made())
    return number


class TestSession:
    async def test_is_known_everywhere(self, elsewhere):
        assert (await elsewhere.get("/console/tickets")).status_code == 200

    async def test_a_form_of_one_is_taken_by_the_other(
        self, officer, elsewhere, number
    ):
        form = {"token": token_on(await officer.get("/console/tickets?view=all"))}

        done = await elsewhere.post(f"/console/tickets/{number}/claim", data=form)

        assert done.headers["location"].endswith("done=claim")

    async def test_ends_everywhere(self, officer, elsewhere):
        form = {"token": token_on(await elsewhere.get("/console/tickets"))}
        await elsewhere.post("/console/sign-out", data=form)

        answer = await officer.get("/console/tickets")

        assert answer.headers["location"].startswith("/console/sign-in")


class TestSecondFactor:
    @pytest.fixture
    async def bound(self, sessions, staff):
        async with unit_of_work(sessions) as session:
            officer = await session.get_one(Officer, staff[OfficerRole.lawyer])
            bound = Authenticator(
                officer_id=officer.id, secret=SECRET, confirmed_at=clock.now()
            )
            session.add(bound)
        return officer.login

    async def test_a_code_that_was_used_at_one_is_refused_by_the_other(
        self, app, other, bound
    ):
        code = pyotp.TOTP(SECRET).at(clock.now())
        answers = []
        for process in (app, other):
            async with client_of(process) as client:
                await enter(client, bound)
                page = await client.get("/console/sign-in/code")
                form = {"token": token_on(page), "code": code}
                answers.append(await client.post("/console/sign-in/code", data=form))

        assert [answer.status_code for answer in answers] == [303, 403]


class TestWatching:
    async def test_presence_is_told_by_the_other(self, officer, other, number, sign_in):
        here = f"/console/tickets/{number}/here/now"
        form = {"token": token_on(await officer.get(f"/console/tickets/{number}"))}
        await officer.post(here, data=form)
        seat = await sign_in(OfficerRole.seat)

        async with client_of(other) as client:
            client.cookies = seat.cookies
            page = await client.get(f"/console/tickets/{number}")
            seen = await client.post(here, data={"token": token_on(page)})

        assert "林晓岚" in seen.text

    async def test_news_of_one_is_told_by_the_other(
        self, officer, other, number, sessions, staff
    ):
        room = other.state.services.newsroom
        listener = room.admit(1, staff[OfficerRole.seat], Scope())
        stream = room.stream(listener)
        await anext(stream)
        await asyncio.sleep(0.1)  # the first look only remembers
        form = {"token": token_on(await officer.get("/console/tickets?view=all"))}

        await officer.post(f"/console/tickets/{number}/claim", data=form)

        async with asyncio.timeout(SOON):
            assert number in (await anext(stream)).decode()


class TestOnce:
    async def test_a_request_that_comes_again_to_the_other_is_done_once(
        self, app, other, sessions
    ):
        async with unit_of_work(sessions) as session:
            issued = await tokens.add(
                session,
                name="业务系统",
                role=OfficerRole.supervisor,
                organisation_id=None,
                by=SYSTEM,
            )
        headers = {
            "Authorization": f"Bearer {issued.words}",
            "Idempotency-Key": "one-and-the-same",
        }
        answers = []
        for process in (app, other):
            async with client_of(process) as client:
                answers.append(
                    await client.post("/api/v1/tickets", json=WAGES, headers=headers)
                )

        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].json()["number"] == answers[1].json()["number"]
