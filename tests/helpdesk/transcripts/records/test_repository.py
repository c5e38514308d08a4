"""However many calls there are, a page of them is read along one index."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from helpdesk.scope import Scope
from helpdesk.transcripts.records import Cursor
from helpdesk.transcripts.records.repository import Filter, RecordRepository
from helpdesk.transcripts.records.service import LIVE, row_of
from tests.helpdesk.transcripts.records.kept import BEGAN, kept

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
DAY = timedelta(days=1)


@pytest.fixture
def plan(engine, session):
    """Tell how the database goes about a question."""
    asked = []
    event.listen(
        engine.sync_engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, values, *_: asked.append((statement, values)),
    )

    async def plan(question):
        connection = await session.connection()
        if engine.dialect.name == "postgresql":  # which reads few rows one by one
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            await connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        await question
        statement, values = asked[-1]
        explained = EXPLAIN[engine.dialect.name] + statement
        rows = await connection.exec_driver_sql(explained, values)
        return "\n".join(str(row[-1]) for row in rows)

    return plan


class TestListNewest:
    @pytest.mark.parametrize("after", [None, Cursor(BEGAN, 7)])
    @pytest.mark.parametrize(
        ("wanted", "index"),
        [
            (Filter(), "ix_call_records_began_at_id"),
            (Filter(since=BEGAN, until=BEGAN + DAY), "ix_call_records_began_at_id"),
            (Filter(source="aliyun"), "ix_call_records_source_began_at_id"),
            (Filter(is_at_risk=True), "ix_call_records_is_at_risk_began_at_id"),
            (Filter(risk="crisis"), "ix_call_records_is_at_risk_began_at_id"),
        ],
    )
    async def test_goes_along_one_index_and_sorts_nothing(
        self, plan, session, wanted, index, after
    ):
        repository = RecordRepository(session)

        found = await plan(
            repository.list_newest(wanted, scope=Scope(), after=after, limit=50)
        )

        assert index in found
        assert "TEMP B-TREE" not in found
        assert "Sort" not in found


class TestFirstOf:
    async def test_reads_no_whole_table(self, plan, session):
        record = row_of(kept())

        found = await plan(RecordRepository(session).first_of(record, live=LIVE))

        assert "SCAN call_records" not in found
        assert "Seq Scan" not in found
        assert "same_as_id" not in found  # nearly all records are first ones
