"""The bots' dialogues, in a file and in PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from helpdesk import clock
from helpdesk.retention import Pace, retention, talks

TABLE = "CREATE TABLE dialogues (sender TEXT PRIMARY KEY, events TEXT, saved_at FLOAT)"


class Dialogues:
    """What bots have written down."""

    def __init__(self, url):
        self.url = url

    async def make(self):
        await self._run(TABLE)

    async def say(self, sender, *, minutes_ago):
        at = (clock.now() - timedelta(minutes=minutes_ago)).timestamp()
        said = "INSERT INTO dialogues VALUES (:sender, :events, :at)"
        await self._run(said, sender=sender, events="电话13800138002", at=at)

    async def senders(self):
        return {row.sender for row in await self._run("SELECT sender FROM dialogues")}

    async def _run(self, statement, **values):
        engine = create_async_engine(self.url)
        async with engine.begin() as connection:
            result = await connection.execute(text(statement), values)
            rows = result.all() if result.returns_rows else ()
        await engine.dispose()
        return rows


@pytest.fixture(params=["sqlite", "postgresql"])
def dialogues(request, tmp_path):
    if request.param == "sqlite":
        return Dialogues(make_url(f"sqlite+aiosqlite:///{tmp_path / 'rasa.db'}"))
    cluster = request.getfixturevalue("cluster")
    return Dialogues(make_url(cluster.url(cluster.create())))


class TestForgetOld:
    async def test_deletes_what_ended_and_leaves_what_goes_on(self, dialogues):
        await dialogues.make()
        await dialogues.say("ended", minutes_ago=65)
        await dialogues.say("goes on", minutes_ago=5)

        before = clock.now() - timedelta(hours=1)

        assert await talks.forget_old(dialogues.url, before=before) == 1
        assert await dialogues.senders() == {"goes on"}

    async def test_there_may_be_no_table_yet(self, dialogues):
        assert await talks.forget_old(dialogues.url, before=clock.now()) == 0


class TestForget:
    async def test_deletes_the_talks_of_one_and_of_nobody_else(self, dialogues):
        await dialogues.make()
        for sender in ("a-1", "a-2", "b-1"):
            await dialogues.say(sender, minutes_ago=1)

        await talks.forget(dialogues.url, threads=["a-1", "a-2", "unknown"])

        assert await dialogues.senders() == {"b-1"}

    async def test_may_be_asked_for_nothing(self, dialogues):
        await talks.forget(dialogues.url, threads=[])


class TestRun:
    async def test_everything_else_goes_on_while_the_talks_are_away(
        self, sessions, settings, caplog
    ):
        nobody = make_url("postgresql+asyncpg://gonghui@127.0.0.1:9/talks")

        done = await retention.run(
            sessions, pace=Pace.minute, data_dir=settings.data_dir, talks=nobody
        )

        assert done["tracker"] == 0
        assert "codes" in done
        assert [r.message for r in caplog.records] == [
            "tracker: ConnectionRefusedError"
        ]
