"""Revision 0002: down to 0001 and up again with data, on either database."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from helpdesk.audit import SYSTEM, audit
from helpdesk.database import unit_of_work
from helpdesk.members import members
from helpdesk.members.cards import cards
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    AuditSubject,
    Member,
    Organisation,
)
from helpdesk.seed import DEMO_MEMBER
from tests.helpdesk.conftest import environment

ROOT = Path(__file__).parents[3]
TABLES = {"applications", "transfers", "cards", "consents", "audit_entries"}
COLUMNS = {"employer", "residence", "district", "street", "left_on"}


def _alembic(settings, *arguments):
    command = [sys.executable, "-m", "alembic", "-c", "migrations/alembic.ini"]
    subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=environment(settings),
        check=True,
        capture_output=True,
    )


async def _tables(engine):
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda c: inspect(c).get_table_names()))


async def _member_columns(engine):
    async with engine.connect() as connection:
        found = await connection.run_sync(lambda c: inspect(c).get_columns("members"))
    return {column["name"] for column in found}


class TestDowngrade:
    async def test_takes_its_tables_and_columns_away(self, settings, engine):
        assert await _tables(engine) >= TABLES
        assert await _member_columns(engine) >= COLUMNS
        await engine.dispose()

        _alembic(settings, "downgrade", "0001")

        assert not await _tables(engine) & TABLES
        assert not await _member_columns(engine) & COLUMNS

    async def test_keeps_who_was_there(self, settings, engine, sessions):
        async with unit_of_work(sessions) as session:
            member = await members.by_phone(session, DEMO_MEMBER.phone)
            member.employer = "深圳市测试电子有限公司"
            await cards.of(session, member.id)
        await engine.dispose()

        _alembic(settings, "downgrade", "0001")
        _alembic(settings, "upgrade", "head")

        async with sessions() as session:
            found = await members.by_phone(session, DEMO_MEMBER.phone)
            assert (found.name, found.employer) == (DEMO_MEMBER.name, None)


class TestUpgrade:
    async def test_gives_the_unions_that_are_there_their_paths(
        self, settings, engine, sessions
    ):
        by_id = select(Organisation.id, Organisation.path).order_by(Organisation.id)
        async with sessions() as session:
            known = (await session.execute(by_id)).all()
        await engine.dispose()

        _alembic(settings, "downgrade", "0001")
        _alembic(settings, "upgrade", "head")

        async with sessions() as session:
            assert (await session.execute(by_id)).all() == known
            assert all(path for _, path in known)


class TestPath:
    async def test_is_in_byte_order_whatever_the_databases_language(self, engine):
        if engine.dialect.name == "sqlite":
            collation = "C"  # BINARY, unless a column says otherwise
        else:
            async with engine.connect() as connection:
                statement = text(
                    "SELECT collation_name FROM information_schema.columns "
                    "WHERE table_name = 'organisations' AND column_name = 'path'"
                )
                collation = await connection.scalar(statement)

        assert collation == "C"


class TestAuditLog:
    async def test_the_database_refuses_to_rewrite_it(self, sessions):
        async with unit_of_work(sessions) as session:
            await audit.record(
                session, AuditAction.viewed, AuditSubject.member, 1, by=SYSTEM
            )

        with pytest.raises(DBAPIError, match="append-only"):
            async with unit_of_work(sessions) as session:
                await session.execute(update(AuditEntry).values(reason="换个说法"))


class TestLookups:
    @pytest.mark.parametrize(
        "column", [Member.phone_lookup, Member.id_lookup, Member.member_number]
    )
    async def test_go_by_a_unique_index(self, engine, column):
        def unique(connection):
            ask = inspect(connection)
            return [c["column_names"] for c in ask.get_unique_constraints("members")]

        async with engine.connect() as connection:
            assert [column.key] in await connection.run_sync(unique)
