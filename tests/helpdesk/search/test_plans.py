"""However many entries there are, what has a term is read along the list of terms."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, insert, text

from helpdesk.database import unit_of_work
from helpdesk.models import SearchEntry, SearchKind, Ticket
from helpdesk.scope import Scope
from helpdesk.search import Seeker, Wanted, gather, question
from tests.helpdesk.tickets.made import made

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
ENTRIES = 3000


@pytest.fixture
async def many(sessions):
    """Entries of two years, each with terms that no other has."""
    now = datetime.now(UTC)
    async with unit_of_work(sessions) as session:
        ticket = made(number="260715000428", path="/1/7/31/")
        names = [c.name for c in Ticket.__table__.columns if c.name in vars(ticket)]
        common = {name: getattr(ticket, name) for name in names}
        rows = [
            common | {"id": key, "number": f"{key:012d}"}
            for key in range(1, ENTRIES + 1)
        ]
        await session.execute(insert(Ticket), rows)
        entries = [
            {
                "ticket_id": key,
                "at": now - timedelta(hours=key * 5),
                "terms": frozenset(range(key * 40, key * 40 + 40)),
            }
            for key in range(1, ENTRIES + 1)
        ]
        await session.execute(insert(SearchEntry), entries)
        if session.get_bind().dialect.name == "postgresql":
            await session.execute(text("ANALYZE search_entries"))


@pytest.fixture
def plans(engine, sessions):
    """Tell how the database goes about a search."""

    async def run(said, **about):
        asked = []

        def note(_connection, _cursor, statement, values, *_rest):
            if "search_entries" in statement:
                asked.append((statement, values))

        event.listen(engine.sync_engine, "before_cursor_execute", note)
        async with unit_of_work(sessions) as session:
            seeker = Seeker(
                about.pop("scope", Scope()), leads=about.pop("leads", False)
            )
            await gather(
                session, question(said), seeker, Wanted(SearchKind.ticket, **about)
            )
            event.remove(engine.sync_engine, "before_cursor_execute", note)
            connection = await session.connection()
            found = []
            for statement, values in asked:
                explained = EXPLAIN[engine.dialect.name] + statement
                rows = await connection.exec_driver_sql(explained, values)
                found.append("\n".join(str(row[-1]) for row in rows))
        return found

    return run


@pytest.mark.usefixtures("many")
class TestPlans:
    @pytest.mark.parametrize(
        "about",
        [
            {},
            {"scope": Scope("/1/7/31/")},
            {"leads": True},
            {"since": datetime(2026, 1, 1, tzinfo=UTC)},
        ],
    )
    @pytest.mark.parametrize("said", ["拖欠工资", "工资", "260715000428"])
    async def test_read_no_entry_that_has_not_the_terms(self, plans, about, said):
        found = await plans(said, **about)

        for plan in found:
            assert "Seq Scan on search_entries" not in plan
            assert "SCAN search_entries" not in plan
        assert any("search_words" in plan for plan in found), found

    async def test_find_the_oldest_entry_along_an_index(self, plans):
        oldest, *_ = await plans("工资")

        assert "ix_search_entries_at" in oldest
