"""However many tickets there are, a page of the queue is read along an index."""

from itertools import product

import pytest
from sqlalchemy import event, insert, text

from helpdesk.models import Ticket
from helpdesk.scope import Scope
from helpdesk.tickets.queue import Place, queue
from helpdesk.tickets.wanted import Wanted
from helpdesk.views import defaults
from helpdesk.watching import Lookout
from tests.helpdesk.tickets.made import made

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
SETTLED, OPEN = 1000, 30
STREET = Scope("/1/7/31/")
ASKED = [
    *(view.wanted.as_json() for view in defaults().values()),
    {"category": "join_union", "priority": "urgent", "due": "today"},
    {"category": "join_union", "order": "newest"},
    {"standing": "settled", "category": "join_union"},
    {"is_calling": "1"},
]


@pytest.fixture
async def many(session):
    """Many settled tickets and a few that are not, as it is after years."""
    facts = {"conversation_id": None, "message_id": None, "urged": 0, "escalation": 0}
    rows = []
    for serial in range(SETTLED + OPEN):
        status = "closed" if serial < SETTLED else "open"
        place = f"/1/{serial % 9}/{serial % 70}/"
        ticket = made(number=f"{serial:012d}", status=status, path=place)
        names = [c.name for c in Ticket.__table__.columns if c.name in vars(ticket)]
        rows.append({name: getattr(ticket, name) for name in names} | facts)
    for row in rows[:SETTLED]:
        row["settled_at"] = row["settled_at"].replace(year=2020)
    await session.execute(insert(Ticket), rows)
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("ANALYZE tickets"))
        # Few pages are read at once; with seqscan off one remains only for want of
        # an index.
        await session.execute(text("SET LOCAL enable_seqscan = off"))


@pytest.fixture
def plans(engine, session):
    """Tell how the database goes about what is asked of tickets."""
    asked = []
    event.listen(
        engine.sync_engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, values, *_: asked.append((statement, values)),
    )

    async def run(question):
        asked.clear()
        await question
        connection = await session.connection()
        found = []
        for statement, values in list(asked):
            if "FROM tickets" in statement:
                explained = EXPLAIN[engine.dialect.name] + statement
                rows = await connection.exec_driver_sql(explained, values)
                found.append("\n".join(str(row[-1]) for row in rows))
        return found

    return run


def reads_all(plan: str) -> bool:
    """Tell whether a plan reads every ticket, in whatever order."""
    for line in map(str.strip, plan.split("\n")):
        if line == "SCAN tickets" or "Seq Scan on tickets" in line:
            return True
        if line.startswith("SCAN tickets") and "unsettled" not in line:
            return True
    return False


@pytest.mark.usefixtures("many")
class TestPlans:
    async def test_no_page_reads_every_ticket(self, plans, session, officer):
        wrong = []
        for said, scope in product(ASKED, (Scope(), STREET)):
            ask = {"officer": officer, "scope": scope, "limit": 40}
            found = await plans(queue.page(session, Wanted.read(said), **ask))
            assert found
            wrong += [(said, plan) for plan in found if reads_all(plan)]

        assert wrong == []

    async def test_the_next_page_goes_on_along_the_index(self, plans, session, officer):
        place = Place.read("2_2026-07-20_5")

        found = await plans(
            queue.page(
                session, Wanted(), officer=officer, scope=Scope(), after=place, limit=40
            )
        )

        assert len(found) == 1
        assert not reads_all(found[0])
        assert "TEMP B-TREE" not in found[0]

    async def test_no_count_reads_every_ticket(self, plans, session, officer):
        wanted, found = {k: view.wanted for k, view in defaults().items()}, []
        for scope in (Scope(), STREET):
            ask = {"officer": officer, "scope": scope}
            found += await plans(queue.counts(session, wanted, **ask))
            found += await plans(
                queue.count_fresh(session, Wanted(), **ask, shown=["1"], upto=None)
            )

        assert len(found) > 4
        assert not [plan for plan in found if reads_all(plan)]

    async def test_what_is_new_is_read_from_the_end(self, plans, session):
        found = await plans(Lookout().look(session))

        assert not [plan for plan in found if reads_all(plan)]
