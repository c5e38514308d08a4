"""The days are what a recount would give, whatever happened to the tickets."""

import asyncio
import shutil
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from helpdesk.database import create_engine, create_sessions, unit_of_work
from helpdesk.models import (
    AuthorKind,
    EventKind,
    Grain,
    ReportDay,
    ReportStanding,
    ServiceClass,
    Ticket,
    TicketEvent,
    TicketSource,
    TicketStatus,
)
from helpdesk.reports.counting import counting
from helpdesk.reports.counts import measure_of
from helpdesk.reports.facts import Matter, facts, places
from helpdesk.reports.repository import Cell, ReportRepository
from helpdesk.scope import Scope
from tests.helpdesk.conftest import make_settings
from tests.helpdesk.reports.matters import at, ticket

PATHS = (None, "/1/", "/1/7/", "/1/7/31/", "/1/7/31/500/", "/1/8/40/")


async def kept(sessions) -> Counter[Cell]:
    """Return what the days say, and see that the months say the same."""
    found, months = Counter(), Counter()
    async with sessions() as session:
        for row in await session.scalars(select(ReportDay)):
            into = found if row.grain is Grain.day else months
            for service, named in row.counts.items():
                for name, n in named.items():
                    assert n > 0
                    measure, key = measure_of(name)
                    into[Cell(row.place, measure, row.day, service, key)] = n
        by_month = Counter()
        for cell, n in found.items():
            by_month[cell._replace(day=cell.day.replace(day=1))] += n
        assert months == by_month
        for row in await session.scalars(select(ReportStanding)):
            assert row.count > 0
            cell = Cell(row.place, row.measure, row.day, row.service, "")
            found[cell] = row.count
    return found


async def from_scratch(sessions) -> Counter[Cell]:
    async with sessions() as session:
        matters = await ReportRepository(session).list_matters(Scope())
    return Counter(cell for one in matters for cell in cells_of(one))


def cells_of(one: Matter):
    for fact in facts(one):
        for place in places(one.place):
            yield Cell(place, fact.measure, fact.day, one.service_class, fact.key)


async def change(sessions, number, **values) -> None:
    async with unit_of_work(sessions) as session:
        found = (
            await session.scalars(select(Ticket).order_by(Ticket.id).offset(number))
        ).first()
        for name, value in values.items():
            setattr(found, name, value)


async def open_one(sessions, **said) -> None:
    async with unit_of_work(sessions) as session:
        session.add(ticket(**said))


class TestFollow:
    async def test_counts_a_ticket_in_its_street_and_all_above(self, sessions):
        await open_one(sessions, path="/1/7/31/500/")

        assert await counting.follow(sessions) == 1

        opened = {c.place for c in await kept(sessions) if c.measure == "opened"}
        assert opened == {"", "/1/7/", "/1/7/31/"}

    async def test_counts_what_belongs_to_nobody_in_the_city_alone(self, sessions):
        await open_one(sessions)

        await counting.follow(sessions)

        assert {cell.place for cell in await kept(sessions)} == {""}

    async def test_moves_a_late_change_to_its_day(self, sessions):
        await open_one(sessions, path="/1/7/")
        await counting.follow(sessions)
        await change(
            sessions,
            0,
            changed_at=at(20),
            settled_at=at(16),
            status=TicketStatus.resolved,
            path="/1/8/",
        )

        await counting.follow(sessions)

        assert await kept(sessions) == await from_scratch(sessions)
        settled = [c for c in await kept(sessions) if c.measure == "settled"]
        assert {cell.day for cell in settled} == {date(2026, 7, 16)}
        assert {cell.place for cell in settled} == {"", "/1/8/"}

    async def test_twice_changes_nothing(self, sessions):
        for day in (13, 14, 15):
            await open_one(sessions, created_at=at(day), changed_at=at(day))
        await counting.follow(sessions)
        once = await kept(sessions)

        assert await counting.follow(sessions) == 0
        assert await kept(sessions) == once

    async def test_sees_what_was_written_late(self, sessions):
        await open_one(sessions, changed_at=at(13, 10))
        await counting.follow(sessions)
        await open_one(sessions, changed_at=at(13, 9, 55))  # its transaction was long

        await counting.follow(sessions)

        assert await kept(sessions) == await from_scratch(sessions)

    async def test_goes_on_from_chunk_to_chunk(self, sessions):
        for _ in range(5):
            await open_one(sessions)

        assert await counting.follow(sessions, chunk=2) == 5
        assert await kept(sessions) == await from_scratch(sessions)

    async def test_knows_the_last_result_of_following_up(self, sessions):
        await open_one(sessions, settled_at=at(15), status=TicketStatus.resolved)
        async with unit_of_work(sessions) as session:
            key = (await session.scalars(select(Ticket.id))).one()
            for result in ("unreached", "satisfied"):
                session.add(
                    TicketEvent(
                        ticket_id=key,
                        kind=EventKind.followed_up,
                        author=AuthorKind.officer,
                        facts={"result": result},
                    )
                )

        await counting.follow(sessions)

        followed = [c for c in await kept(sessions) if c.measure == "followed"]
        assert [cell.key for cell in followed] == ["satisfied"]


class TestRecount:
    async def test_gives_the_same(self, sessions):
        await open_one(sessions, path="/1/7/31/")
        await open_one(sessions, rating=2)
        await counting.follow(sessions)
        before = await kept(sessions)

        await counting.recount(sessions)

        assert await kept(sessions) == before == await from_scratch(sessions)


moments = st.integers(0, 20).map(lambda n: at(10) + timedelta(hours=7 * n))
changes = st.fixed_dictionaries(
    {},
    optional={
        "path": st.sampled_from(PATHS),
        "service_class": st.sampled_from(list(ServiceClass)),
        "category": st.sampled_from(["join_union", "report_overtime"]),
        "source": st.sampled_from(list(TicketSource)),
        "status": st.sampled_from(list(TicketStatus)),
        "settled_at": st.none() | moments,
        "answered_at": st.none() | moments,
        "answer_due_at": st.none() | moments,
        "waiting_since": st.none() | moments,
        "supervised_at": st.none() | moments,
        "due_on": st.none() | moments.map(lambda moment: moment.date()),
        "rating": st.none() | st.integers(1, 5),
        "escalation": st.integers(0, 2),
    },
)
steps = st.lists(
    st.tuples(st.integers(-1, 3), changes, st.booleans()), min_size=1, max_size=12
)


@pytest.mark.only_sqlite
class TestAnyHistory:
    @given(steps=steps)
    @settings(max_examples=40, deadline=None)
    def test_is_counted_as_from_scratch(self, seeded_folder, tmp_path_factory, steps):
        folder = tmp_path_factory.mktemp("counted")
        shutil.copy(seeded_folder / "gonghui.db", folder)

        asyncio.run(self.live(make_settings(folder), steps))

    async def live(self, places, steps) -> None:
        engine = create_engine(places)
        sessions = create_sessions(engine)
        try:
            opened = 0
            for step, (number, values, is_counted) in enumerate(steps):
                moment = at(13) + timedelta(minutes=step)
                if number < 0 or number >= opened:
                    await open_one(sessions, **{**values, "changed_at": moment})
                    opened += 1
                else:
                    await change(sessions, number, **values, changed_at=moment)
                if is_counted:
                    await counting.follow(sessions)
            await counting.follow(sessions)
            assert await kept(sessions) == await from_scratch(sessions)
        finally:
            await engine.dispose()
