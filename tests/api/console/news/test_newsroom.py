import asyncio
import json
from datetime import timedelta

import httpx
import pytest

from api.console.news.newsroom import AT_MOST, WAITING_AT_MOST, Newsroom
from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.errors import TooOften
from helpdesk.models import Officer, OfficerRole
from helpdesk.officers import officer_sessions
from helpdesk.scope import Scope
from tests.helpdesk.tickets.made import made, put

CITY = Scope()
SOON = 10  # seconds; it takes one look


@pytest.fixture
async def newsroom(sessions):
    room = Newsroom(sessions, every=0.02)
    yield room
    room.close()
    await room.finish()


@pytest.fixture
async def token(sessions, staff) -> str:
    async with unit_of_work(sessions) as session:
        officer = await session.get_one(Officer, staff[OfficerRole.seat])
        return await officer_sessions.begin(session, officer)


@pytest.fixture
async def key(sessions, token) -> int:
    async with unit_of_work(sessions) as session:
        standing = await officer_sessions.standing(session, token, is_demo=True)
    return standing.session_id


@pytest.fixture
def listen(newsroom, key):
    """Listen, and give what comes: events and their data, without signs of life."""

    def begin(*, scope=CITY, officer=1, last=""):
        return heard(newsroom.stream(newsroom.admit(key, officer, scope), last=last))

    return begin


async def heard(stream):
    async for message in stream:
        for block in message.decode().strip().split("\n\n"):
            lines = dict(line.partition(": ")[::2] for line in block.split("\n"))
            if "event" in lines:
                yield lines["event"], json.loads(lines["data"])


@pytest.fixture
def change(sessions):
    async def run(**facts):
        async with unit_of_work(sessions) as session:
            [number] = await put(session, made(**facts))
        return number

    return run


class TestStream:
    async def test_tells_what_happens(self, listen, change):
        stream = listen()
        coming = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.1)
        number = await change()

        async with asyncio.timeout(SOON):
            assert await coming == ("tickets", {number: "opened"})

    async def test_tells_nobody_of_another_union(self, listen, change):
        here, there = listen(scope=Scope("/1/7/")), listen(scope=Scope("/1/8/"))
        coming = [asyncio.ensure_future(anext(each)) for each in (here, there)]
        await asyncio.sleep(0.1)
        first = await change(path="/1/7/31/")

        async with asyncio.timeout(SOON):
            assert await coming[0] == ("tickets", {first: "opened"})
        assert not coming[1].done()
        second = await change(path="/1/8/")
        async with asyncio.timeout(SOON):
            assert await coming[1] == ("tickets", {second: "opened"})

    async def test_tells_who_comes_back_what_was_missed(self, listen, change):
        last = str(int(clock.now().timestamp() * 1000))
        number = await change()

        stream = listen(last=last)

        async with asyncio.timeout(SOON):
            assert await anext(stream) == ("tickets", {number: "opened"})
            assert await anext(stream) == ("floor", {"*": "changed"})

    @pytest.mark.parametrize("last", ["nonsense", "-9" * 40, str(10**12), "9" * 30])
    async def test_tells_who_was_away_for_long_to_look_anew(self, listen, last):
        stream = listen(last=last)

        async with asyncio.timeout(SOON):
            told = [await anext(stream) for _ in range(4)]

        assert {topic for topic, _ in told} == {
            "tickets",
            "talks",
            "floor",
            "presence",
        }
        assert all(data == {"*": "changed"} for _, data in told)

    async def test_ends_with_the_session(self, listen, newsroom, sessions, token):
        stream = listen()
        coming = asyncio.ensure_future(anext(stream, "ended"))
        await asyncio.sleep(0.1)
        async with unit_of_work(sessions) as session:
            await officer_sessions.end(session, token)

        async with asyncio.timeout(SOON):
            assert await coming == "ended"

    async def test_ends_when_nobody_used_the_session(self, listen, monkeypatch):
        """Listening is no use of it."""
        stream = listen()
        coming = asyncio.ensure_future(anext(stream, "ended"))
        await asyncio.sleep(0.1)
        later = clock.now() + timedelta(minutes=31)
        monkeypatch.setattr(clock, "now", lambda: later)

        async with asyncio.timeout(SOON):
            assert await coming == "ended"

    async def test_ends_for_who_does_not_keep_up(self, newsroom, key):
        listener = newsroom.admit(key, 1, CITY)
        stream = newsroom.stream(listener)
        await anext(stream)

        for _ in range(WAITING_AT_MOST + 1):
            newsroom._beat()

        assert [each async for each in stream] == []

    async def test_ends_when_the_process_does(self, newsroom, listen):
        stream = listen()
        coming = asyncio.ensure_future(anext(stream, "ended"))
        await asyncio.sleep(0.1)

        newsroom.close()

        async with asyncio.timeout(SOON):
            assert await coming == "ended"

    async def test_goes_on_after_a_fault(self, listen, change, monkeypatch, caplog):
        stream = listen()
        coming = asyncio.ensure_future(anext(stream))
        with monkeypatch.context() as broken:
            broken.setattr("helpdesk.watching.Lookout.look", lambda *_: 1 / 0)
            await asyncio.sleep(0.2)
        assert "ZeroDivisionError" in caplog.text
        await asyncio.sleep(0.1)
        number = await change()

        async with asyncio.timeout(SOON):
            assert await coming == ("tickets", {number: "opened"})


class TestAdmit:
    async def test_one_officer_listens_in_a_few_browsers(self, newsroom, key):
        streams = [
            newsroom.stream(newsroom.admit(key, 1, CITY)) for _ in range(AT_MOST)
        ]
        for stream in streams:
            await anext(stream)

        with pytest.raises(TooOften):
            newsroom.admit(key, 1, CITY)
        newsroom.admit(key, 2, CITY)
        await streams[0].aclose()
        newsroom.admit(key, 1, CITY)


class TestRoute:
    async def test_is_shut_to_strangers(self, client):
        answer = await client.get("/console/news")

        assert answer.status_code == httpx.codes.SEE_OTHER


class TestFinish:
    async def test_waits_until_the_connection_is_given_back(self, sessions, staff):
        """Else the pool is closed before it, and nobody ever closes that one."""
        room = Newsroom(sessions, every=0.0)
        room.admit(1, staff[OfficerRole.seat], CITY)
        pool = sessions.kw["bind"].pool
        while not pool.checkedout():
            await asyncio.sleep(0)

        room.close()
        await room.finish()

        assert pool.checkedout() == 0
