"""Migrations beside running work: steps of their own, short locks, several at once."""

import asyncio
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

import migrations
from helpdesk import schema
from helpdesk.database import create_engine
from helpdesk.errors import SchemaBusy

HEAD = """
from alembic import op
import sqlalchemy as sa
from migrations import online

revision = "{name}"
down_revision = "{before}"
"""
COLUMN = """
def upgrade() -> None:
    op.add_column("tickets", sa.Column("mood", sa.String(8)))
"""
INDEX = """
def upgrade() -> None:
    online.create_index("ix_tickets_mood", "tickets", ["mood"])
"""
BROKEN = """
def upgrade() -> None:
    op.add_column("tickets", sa.Column("weather", sa.String(8)))
    op.execute("SELECT no_such_thing")
"""


@pytest.fixture
def write(monkeypatch, tmp_path):
    """Give revisions that follow the real ones."""
    folder = tmp_path / "migrations"
    shutil.copytree(
        Path(*migrations.__path__), folder, ignore=shutil.ignore_patterns("*.pyc")
    )
    monkeypatch.setattr(migrations, "__path__", [str(folder)])
    before = schema._standing(None).head

    def write(body: str, name: str) -> None:
        nonlocal before
        head = f'"""Revision {name}: of this test."""\n' + HEAD
        code = head.format(name=name, before=before) + body
        (folder / "versions" / f"{name}_test.py").write_text(code)
        before = name

    return write


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(schema, "LOCK_SECONDS", 0.2)
    monkeypatch.setattr(schema, "PAUSE", 0.05)


async def columns(engine) -> set[str]:
    ask = text("SELECT * FROM tickets WHERE false")
    async with engine.connect() as connection:
        return set((await connection.execute(ask)).keys())


class TestStanding:
    async def test_tells_what_is_to_come(self, engine, write):
        write(COLUMN + "\ncontract = '1.4'\n", "9001")

        found = await schema.standing(engine)

        assert found.pending == (
            schema.Revision("9001", "of this test.", contract="1.4"),
        )
        assert not found.is_newer

    async def test_nothing_is_to_come_at_the_newest(self, engine):
        found = await schema.standing(engine)

        assert found.current == found.head
        assert found.pending == ()


class TestUpgrade:
    async def test_takes_each_step_once(self, engine, write):
        write(COLUMN, "9001")
        write(INDEX, "9002")

        await schema.upgrade(engine)
        await schema.upgrade(engine)

        assert "mood" in await columns(engine)
        assert (await schema.standing(engine)).current == "9002"

    async def test_leaves_the_schema_of_a_newer_program_as_it_is(self, engine, caplog):
        async with engine.begin() as connection:
            await connection.execute(
                text("UPDATE alembic_version SET version_num = '9999'")
            )

        await schema.upgrade(engine)

        assert (await schema.standing(engine)).is_newer
        assert "newer than this program" in caplog.text


@pytest.fixture
async def crowd(postgresql):
    """Connections of several processes."""
    engines = [create_engine(postgresql) for _ in range(3)]
    yield engines
    for engine in engines:
        await engine.dispose()


class TestOnPostgreSQL:
    async def test_several_at_once_take_each_step_once(self, crowd, write):
        write(COLUMN, "9001")
        write(INDEX, "9002")

        await asyncio.gather(*(schema.upgrade(engine) for engine in crowd))

        assert (await schema.standing(crowd[0])).current == "9002"

    async def test_a_step_that_fails_keeps_those_before_it(self, crowd, write):
        write(COLUMN, "9001")
        write(BROKEN, "9002")

        with pytest.raises(Exception, match="no_such_thing"):
            await schema.upgrade(crowd[0])

        assert (await schema.standing(crowd[0])).current == "9001"
        assert "weather" not in await columns(crowd[0])

    async def test_waits_for_who_holds_the_table_and_lets_others_pass(
        self, crowd, write
    ):
        write(COLUMN, "9001")
        reader, _, migrating = crowd
        async with reader.begin() as holding:
            await holding.execute(text("SELECT count(*) FROM tickets"))
            upgrade = asyncio.create_task(schema.upgrade(migrating))
            await _until_it_waits(reader)
            await asyncio.wait_for(columns(crowd[1]), 30)  # not until `holding` ends

            assert not upgrade.done()

        await upgrade
        assert "mood" in await columns(reader)

    async def test_gives_up_with_nothing_half_done(self, crowd, write, monkeypatch):
        monkeypatch.setattr(schema, "TRIES", 2)
        write(COLUMN, "9001")
        async with crowd[0].begin() as holding:
            await holding.execute(text("SELECT count(*) FROM tickets"))

            with pytest.raises(SchemaBusy, match="long transaction"):
                await schema.upgrade(crowd[1])

        assert "mood" not in await columns(crowd[0])

    async def test_an_index_of_a_try_that_failed_is_made_anew(self, crowd, write):
        write(COLUMN, "9001")
        await schema.upgrade(crowd[0])
        async with crowd[0].begin() as connection:
            await connection.execute(
                text("CREATE INDEX ix_tickets_mood ON tickets (status)")
            )
        write(INDEX, "9002")

        await schema.upgrade(crowd[0])

        async with crowd[0].connect() as connection:
            made = await connection.scalar(
                text("SELECT pg_get_indexdef('ix_tickets_mood'::regclass)")
            )
        assert "(mood)" in made


async def _until_it_waits(engine) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
        "AND query LIKE 'ALTER TABLE%' AND datname = current_database()"
    )
    for _ in range(600):
        async with engine.connect() as connection:
            if await connection.scalar(waiting):
                return
        await asyncio.sleep(0.02)
    pytest.fail("the migration never asked for the table")
