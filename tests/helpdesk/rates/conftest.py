from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from helpdesk import shared
from helpdesk.sealing import KeyRing, Sealer
from tests.helpdesk.conftest import make_settings
from tests.redis_server import Server, running_redis


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_redis() as server:
        yield server


@pytest.fixture
async def redis(server, tmp_path) -> AsyncIterator[Redis]:
    server.empty()
    client = shared.connect(make_settings(tmp_path, redis_url=server.url))
    assert client is not None
    yield client
    await client.aclose()


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(KeyRing({"k1": b"f" * 32}, b"l" * 32))
