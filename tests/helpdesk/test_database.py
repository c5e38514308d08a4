import asyncio
import sqlite3
from contextlib import suppress

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from helpdesk.conversations import conversations
from helpdesk.database import glance, read_only, unit_of_work, upgrade
from helpdesk.errors import Conflict, WrongCode
from helpdesk.models import ChannelKind, Conversation
from helpdesk.repository import attached


async def _count(sessions):
    async with read_only(sessions) as session:
        return await session.scalar(select(func.count()).select_from(Conversation))


async def _start_and(sessions, error):
    async with unit_of_work(sessions) as session:
        await conversations.start(session, channel=ChannelKind.web)
        if error:
            raise error


class TestUnitOfWork:
    async def test_commits(self, sessions):
        await _start_and(sessions, None)

        assert await _count(sessions) == 1

    async def test_commits_on_a_refusal(self, sessions):
        with pytest.raises(WrongCode):
            await _start_and(sessions, WrongCode(left=4))

        assert await _count(sessions) == 1

    @pytest.mark.parametrize("error", [Conflict("x"), RuntimeError("x")])
    async def test_rolls_back_on_other_errors(self, sessions, error):
        with pytest.raises(type(error)):
            await _start_and(sessions, error)

        assert await _count(sessions) == 0


class TestGlance:
    async def test_leaves_a_connection_that_begins_transactions_again(self, sessions):
        async with glance(sessions) as session:
            assert await session.scalar(select(func.count(Conversation.id))) == 0

        with pytest.raises(RuntimeError):
            await _start_and(sessions, RuntimeError("x"))

        assert await _count(sessions) == 0

    async def test_does_not_wait_for_a_writer(self, sessions):
        async with unit_of_work(sessions) as writer:
            await conversations.start(writer, channel=ChannelKind.web)

            async with glance(sessions) as session:
                asked = session.scalar(select(func.count(Conversation.id)))
                assert await asyncio.wait_for(asked, 1) == 0


class TestReadOnly:
    async def test_does_not_wait_for_a_writer(self, sessions):
        async with unit_of_work(sessions) as writer:
            await conversations.start(writer, channel=ChannelKind.web)

            assert await asyncio.wait_for(_count(sessions), 1) == 0

    async def test_keeps_nothing(self, sessions):
        with suppress(DBAPIError):  # PostgreSQL refuses the row at once
            async with read_only(sessions) as session:
                await conversations.start(session, channel=ChannelKind.web)

        assert await _count(sessions) == 0


@pytest.mark.only_sqlite
class TestCreateEngine:
    async def test_sets_sqlites_manners(self, session):
        asked = ("journal_mode", "foreign_keys", "busy_timeout")

        values = [await session.scalar(text(f"PRAGMA {name}")) for name in asked]

        assert values == ["wal", 1, 0]

    async def test_begins_as_a_writer_even_to_read(self, sessions):
        async with unit_of_work(sessions) as first, sessions() as other:
            await first.execute(text("SELECT 1"))

            connection = await other.connection(execution_options={"read_only": True})
            driver = (await connection.get_raw_connection()).driver_connection
            driver._wait = 0.01
            with pytest.raises(OperationalError, match="locked"):
                await connection.exec_driver_sql("DELETE FROM articles")


class TestUpgrade:
    def test_is_safe_to_repeat(self, settings):
        upgrade(settings)
        upgrade(settings)

    async def test_works_inside_a_running_loop(self, settings):
        upgrade(settings)


class TestAttached:
    async def test_sees_what_another_unit_of_work_changed(self, sessions):
        async with unit_of_work(sessions) as session:
            held = await conversations.start(session, channel=ChannelKind.web)
        async with unit_of_work(sessions) as session:
            same = await conversations.by_key(session, held.key)
            same.level = 2

        async with unit_of_work(sessions) as session:
            current = await attached(session, held)

            assert current is held
            assert held.level == 2

    async def test_uses_the_record_that_the_session_has(self, sessions):
        async with unit_of_work(sessions) as session:
            held = await conversations.start(session, channel=ChannelKind.web)

        async with unit_of_work(sessions) as session:
            known = await conversations.by_key(session, held.key)

            assert await attached(session, held) is known


@pytest.mark.only_sqlite
class TestInlineConnection:
    async def test_waits_for_a_lock_without_stopping_the_loop(self, session, settings):
        """Another process writes for a while; the loop goes on, then comes the turn."""
        other = sqlite3.connect(settings.records_url.database, isolation_level=None)
        await session.rollback()
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(session.execute(text("SELECT 1")))
        for _ in range(5):
            await asyncio.sleep(0.01)
        assert not waiting.done()

        other.execute("COMMIT")
        other.close()

        assert (await waiting).scalar_one() == 1
