"""The doctor at real databases, as they should be and as they should not."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from gonghui.doctor import records, work
from gonghui.findings import Grade
from helpdesk import clock
from helpdesk.condition import Work, condition
from helpdesk.database import read_only, unit_of_work
from helpdesk.models import OutboxItem, OutboxKind, OutboxState
from helpdesk.notifications import Backlog

OTHER = base64.b64encode(b"o" * 32).decode()


async def told(looking) -> dict[str, Grade]:
    return {finding.what: finding.grade async for finding in looking}


def grades(found, *, about: str) -> list[Grade]:
    return [grade for what, grade in found.items() if about in what]


class TestRecords:
    async def test_whole_ones_are_fine(self, settings):
        found = await told(records.look(settings))

        assert grades(found, about="the schema is the newest") == [Grade.fine]
        assert grades(found, about="sealed values opened") == [Grade.fine]

    async def test_a_schema_that_is_behind_is_wrong(self, settings, sessions):
        async with unit_of_work(sessions) as session:
            await session.execute(
                text("UPDATE alembic_version SET version_num = '0020'")
            )

        found = await told(records.look(settings))

        assert grades(found, about="revisions behind") == [Grade.wrong]

    async def test_a_newer_schema_is_told(self, settings, sessions):
        async with unit_of_work(sessions) as session:
            await session.execute(
                text("UPDATE alembic_version SET version_num = '9999'")
            )

        found = await told(records.look(settings))

        assert grades(found, about="newer than this program") == [Grade.doubtful]

    @pytest.mark.parametrize(
        ("changes", "about"),
        [
            ({"field_keys": f"k2:{OTHER}"}, "field key 'k1' is missing"),
            ({"field_keys": f"k1:{OTHER}"}, "does not open"),
            ({"lookup_key": OTHER}, "the lookup key does not fit"),
        ],
    )
    async def test_keys_that_do_not_open_are_wrong(self, settings, changes, about):
        changed = type(settings)(_env_file=None, **{**settings.model_dump(), **changes})

        found = await told(records.look(changed))

        assert grades(found, about=about) == [Grade.wrong]

    async def test_none_at_all_is_wrong(self, settings, tmp_path):
        address = f"sqlite:///{tmp_path}/none.db"
        if settings.is_production:
            address = "postgresql://gonghui@127.0.0.1:1/none"
        away = settings.model_copy(update={"database_url": address})

        [grade] = (await told(records.look(away))).values()

        assert grade is Grade.wrong


class TestServer:
    @pytest.fixture
    async def server(self, settings, sessions):
        if not settings.is_production:
            pytest.skip("SQLite is no server")
        async with read_only(sessions) as session:
            return await condition.server(session)

    async def test_says_what_is_set_wrongly(self, server):
        """The tests' own cluster is careless: it keeps nothing."""
        found = {each.what: each.grade for each in records._server(server)}

        assert grades(found, about="fsync is off") == [Grade.wrong]
        assert grades(found, about="autovacuum is off") == [Grade.wrong]
        assert grades(found, about="archive_mode is off") == [Grade.doubtful]
        assert grades(found, about="superuser") == [Grade.doubtful]
        assert grades(found, about="s apart") == [Grade.fine]

    @pytest.mark.parametrize(
        ("seconds", "grade"),
        [(1, Grade.fine), (10, Grade.doubtful), (-90, Grade.wrong)],
    )
    async def test_compares_clocks(self, server, seconds, grade):
        shifted = replace(server, now=clock.now() + timedelta(seconds=seconds))

        assert records._clock(shifted).grade is grade

    @pytest.mark.parametrize(
        ("changes", "grade"),
        [
            ({"connections": 59}, Grade.wrong),
            ({"longest_transaction": 400.0}, Grade.doubtful),
            ({}, Grade.fine),
        ],
    )
    async def test_counts_connections(self, server, changes, grade):
        assert records._load(replace(server, **changes)).grade is grade

    async def test_finds_indexes_that_were_never_finished(self, server):
        [found] = [
            each
            for each in records._server(replace(server, unusable_indexes=1))
            if "never finished" in each.what
        ]

        assert found.grade is Grade.wrong


class TestWork:
    async def test_nothing_is_late(self, settings):
        found = await told(work.look(settings))

        assert found["outbox: nothing is late"] is Grade.fine

    async def test_what_waits_is_told(self, settings, sessions):
        async with unit_of_work(sessions) as session:
            session.add(
                OutboxItem(
                    kind=OutboxKind.sms,
                    payload={"phone": "13800138000"},
                    state=OutboxState.waiting,
                    due_at=clock.now() - timedelta(minutes=7),
                )
            )

        found = await told(work.look(settings))

        assert grades(found, about="sms for 7 minutes") == [Grade.wrong]
        assert "13800138000" not in str(found)

    def test_far_behind_is_told(self):
        empty = Backlog(oldest_due=None, held=0, failed=3)

        found = {
            each.what: each.grade
            for each in work.judged(Work({OutboxKind.sms: empty}, unindexed=9_000))
        }

        assert grades(found, about="3 messages were given up") == [Grade.doubtful]
        assert grades(found, about="9000 texts") == [Grade.doubtful]
