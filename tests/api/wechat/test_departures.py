import pytest
from redis.asyncio import Redis

from api.wechat.departures import REMEMBERED, Departures
from helpdesk import shared
from helpdesk.sealing import KeyRing, Sealer
from tests.helpdesk.conftest import make_settings
from tests.redis_server import running_redis


@pytest.fixture
def sealer():
    return Sealer(KeyRing({"k1": b"f" * 32}, b"l" * 32))


@pytest.fixture
def forgotten():
    return []


@pytest.fixture
def forget(forgotten):
    async def forget(openid):
        forgotten.append(openid)

    return forget


@pytest.fixture
def departures(sealer, forget):
    return Departures(sealer, forget)


@pytest.fixture(scope="module")
def server():
    with running_redis() as server:
        yield server


@pytest.fixture
async def redis(server, tmp_path):
    server.empty()
    client = shared.connect(make_settings(tmp_path, redis_url=server.url))
    yield client
    await client.aclose()


class TestDepartures:
    async def test_covers_what_was_sent_before(self, departures):
        await departures.note("oDEMO1", created=1000)

        assert await departures.covers("oDEMO1", created=999)
        assert await departures.covers("oDEMO1", created=1000)

    async def test_covers_nothing_that_came_later_or_from_others(self, departures):
        await departures.note("oDEMO1", created=1000)

        assert not await departures.covers("oDEMO1", created=1001)
        assert not await departures.covers("oDEMO2", created=999)

    async def test_forgets(self, sealer, forget):
        seconds = [0.0]
        departures = Departures(sealer, forget, now=lambda: seconds[0])
        await departures.note("oDEMO1", created=1000)
        seconds[0] = REMEMBERED + 1

        assert not await departures.covers("oDEMO1", created=999)
        assert departures._left == {}


class TestLeave:
    async def test_forgets_and_remembers_that_it_did(self, departures, forgotten):
        await departures.leave("oDEMO1", created=1000)

        assert forgotten == ["oDEMO1"]
        assert await departures.covers("oDEMO1", created=1000)


class TestShared:
    async def test_another_process_knows(self, sealer, forget, redis):
        await Departures(sealer, forget, redis).note("oDEMO1", created=1000)

        other = Departures(sealer, forget, redis)

        assert await other.covers("oDEMO1", created=1000)
        assert not await other.covers("oDEMO1", created=1001)

    async def test_it_is_written_without_a_name_and_not_for_long(
        self, sealer, forget, redis
    ):
        await Departures(sealer, forget, redis).note("oDEMO1", created=1000)

        (key,) = await redis.keys()

        assert b"oDEMO1" not in key
        assert 0 < await redis.ttl(key) <= REMEMBERED

    async def test_without_redis_each_process_knows_its_own(self, sealer, forget):
        nobody = Redis(host="127.0.0.1", port=1)
        departures = Departures(sealer, forget, nobody)

        await departures.note("oDEMO1", created=1000)

        assert await departures.covers("oDEMO1", created=1000)
        assert not await departures.covers("oDEMO2", created=1)
        await nobody.aclose()
