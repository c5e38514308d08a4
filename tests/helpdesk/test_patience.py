"""Work that waits while nobody answers for the database."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk import pool
from helpdesk.config import Settings
from helpdesk.database import create_engine, is_away, patiently
from tests.helpdesk.wire import Wire, wire_to

LONG, SHORT = 20.0, 0.5


@pytest.fixture
async def wire(postgresql: Settings) -> AsyncIterator[Wire]:
    port = postgresql.records_url.port
    assert port is not None
    async with wire_to(port) as laid:
        yield laid


@pytest.fixture
async def engine(postgresql: Settings, wire: Wire) -> AsyncIterator[AsyncEngine]:
    url = postgresql.records_url.set(port=wire.port)
    engine = create_engine(
        postgresql.model_copy(
            update={"database_url": url.render_as_string(hide_password=False)}
        )
    )
    yield engine
    await engine.dispose()


def until(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


class TestPatiently:
    async def test_goes_on_when_the_database_is_back(self, engine, wire):
        async def ask() -> int:
            async with engine.connect() as connection:
                return int(await connection.scalar(text("SELECT 7")))

        assert await ask() == 7
        await wire.cut()

        asking = asyncio.create_task(patiently(ask, until=until(LONG)))
        await asyncio.sleep(SHORT)
        assert not asking.done()
        await wire.mend()

        assert await asking == 7

    async def test_begins_work_anew_that_lost_its_connection(self, engine, wire):
        tries = 0

        async def ask() -> int:
            nonlocal tries
            tries += 1
            async with engine.connect() as connection:
                await connection.scalar(text("SELECT 1"))
                if tries == 1:
                    await wire.cut()
                    await wire.mend()
                return int(await connection.scalar(text("SELECT 7")))

        assert await patiently(ask, until=until(LONG)) == 7
        assert tries == 2

    async def test_gives_up_in_time(self, engine, wire):
        await wire.cut()

        async def ask() -> None:
            async with engine.connect():
                pytest.fail("nobody is there")

        with pytest.raises((OSError, DBAPIError)):
            await patiently(ask, until=until(SHORT))

    async def test_what_is_wrong_stays_wrong(self, engine):
        tries = 0

        async def ask() -> None:
            nonlocal tries
            tries += 1
            async with engine.connect() as connection:
                await connection.execute(text("SELECT 1 / 0"))

        with pytest.raises(DBAPIError):
            await patiently(ask, until=until(LONG))

        assert tries == 1


class TestRested:
    """A connection that lay unused may have been cut meanwhile."""

    async def _ask(self, engine) -> int:
        async with engine.connect() as connection:
            return int(await connection.scalar(text("SELECT 7")))

    async def test_all_are_opened_anew_when_one_was_cut(
        self, engine, wire, monkeypatch
    ):
        await asyncio.gather(*(self._ask(engine) for _ in range(3)))
        await wire.cut()
        await wire.mend()
        monkeypatch.setattr(pool, "RESTED", 0.0)

        assert [await self._ask(engine) for _ in range(3)] == [7, 7, 7]

    async def test_one_that_was_used_just_now_is_not_asked(self, engine, monkeypatch):
        asked = []
        ping = engine.dialect.do_ping
        monkeypatch.setattr(
            engine.dialect, "do_ping", lambda one: asked.append(one) or ping(one)
        )

        await self._ask(engine)
        await self._ask(engine)
        assert asked == []
        monkeypatch.setattr(pool, "RESTED", 0.0)
        await self._ask(engine)

        assert len(asked) == 1


class TestIsAway:
    def test_a_refused_connection_is(self):
        assert is_away(ConnectionRefusedError())

    @pytest.mark.parametrize(
        ("state", "away"),
        [("57P01", True), ("57P03", True), ("08006", True), ("40001", False)],
    )
    def test_the_database_says_so_itself(self, state, away):
        told = Exception()
        told.sqlstate = state  # type: ignore[attr-defined]

        assert is_away(OperationalError("SELECT 1", None, told)) is away

    def test_a_broken_rule_is_none(self):
        assert not is_away(IntegrityError("INSERT", None, Exception()))
