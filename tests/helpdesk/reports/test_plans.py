"""Days are found along their key, however many there are."""

from datetime import date, timedelta

from sqlalchemy import event, insert

from helpdesk.database import unit_of_work
from helpdesk.models import Grain, ReportDay
from helpdesk.reports.facts import Measure
from helpdesk.reports.repository import Cell, ReportRepository

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
FIRST = date(2026, 1, 1)
DAYS = 20_000


async def test_adding_to_a_day_reads_that_day_alone(engine, sessions):
    asked = []

    def note(_connection, _cursor, statement, values, *_rest):
        if "SELECT report_days" in statement:
            asked.append((statement, values))

    async with unit_of_work(sessions) as session:
        rows = [
            {
                "place": f"/1/{number}/",
                "grain": Grain.day,
                "day": FIRST + timedelta(days=number % 400),
                "counts": {},
            }
            for number in range(DAYS)
        ]
        await session.execute(insert(ReportDay), rows)
        event.listen(engine.sync_engine, "before_cursor_execute", note)
        cell = Cell("/1/7/", Measure.opened, FIRST, "petition", "")
        await ReportRepository(session).add({cell: 1})
        event.remove(engine.sync_engine, "before_cursor_execute", note)
        connection = await session.connection()
        [(statement, values)] = asked
        explained = EXPLAIN[engine.dialect.name] + statement
        found = await connection.exec_driver_sql(explained, values)
        plan = "\n".join(str(row[-1]) for row in found)

    assert "Seq Scan on report_days" not in plan
    assert "SCAN report_days" not in plan
    assert "index" in plan.lower()
