from datetime import UTC, datetime, timedelta

import pytest

from helpdesk import clock
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import (
    Conversation,
    EventKind,
    Floor,
    Organisation,
    OrganisationKind,
    Priority,
    ServiceClass,
    TicketEvent,
    TicketSource,
    TicketStatus,
)
from helpdesk.scope import NOWHERE, Scope
from helpdesk.tickets.queue import Place, queue
from helpdesk.tickets.wanted import Wanted
from tests.helpdesk.tickets.made import DUE, made, put

CITY = Scope()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _time(time):
    """Wednesday, 15 July 2026, 10:30 in Shenzhen."""


@pytest.fixture
def listed(session, officer):
    async def run(said=None, *, scope=CITY, after=None, limit=50):
        found = await queue.page(
            session,
            Wanted.read(said or {}),
            officer=officer,
            scope=scope,
            after=after,
            limit=limit,
        )
        return [line.number for line in found]

    return run


class TestPage:
    async def test_shows_what_presses_first(self, session, listed):
        late, soon = clock.today() - 3 * DAY, clock.today()
        numbers = await put(
            session,
            made(due_on=soon),
            made(due_on=late),
            made(priority=Priority.urgent, due_on=DUE),
            made(supervised_at=clock.now(), due_on=DUE + DAY),
            made(supervised_at=clock.now(), due_on=DUE, priority=Priority.urgent),
            made(due_on=soon, priority=Priority.high),
        )

        order = [numbers.index(number) for number in await listed()]

        assert order == [4, 3, 2, 1, 0, 5]

    @pytest.mark.parametrize("order", ["urgency", "newest"])
    @pytest.mark.parametrize("standing", ["unsettled", "settled"])
    async def test_goes_on_where_the_last_page_ended(
        self, session, officer, standing, order
    ):
        for serial in range(23):
            is_open = standing == "unsettled"
            ticket = made(
                status=TicketStatus.open if is_open else TicketStatus.resolved,
                due_on=DUE + serial % 4 * DAY,
                priority=(Priority.urgent, Priority.normal)[serial % 2],
                supervised_at=clock.now() if serial % 5 == 0 else None,
            )
            if not is_open:
                ticket.settled_at = clock.now() - serial % 3 * DAY
            await put(session, ticket)
        wanted = Wanted.read({"standing": standing, "order": order})
        ask = {"officer": officer, "scope": CITY}

        whole = await queue.page(session, wanted, **ask, limit=50)
        pieces, after = [], None
        while page := await queue.page(session, wanted, **ask, after=after, limit=4):
            pieces += page
            after = Place.read(str(Place.behind(page[-1], wanted)))

        assert len(whole) == 23
        assert pieces == list(whole)

    async def test_shows_nothing_outside_the_subtree(self, session, listed):
        [own, below, beside, _, _] = await put(
            session,
            made(path="/1/7/"),
            made(path="/1/7/31/"),
            made(path="/1/70/"),
            made(path="/1/"),
            made(path=None),
        )

        assert await listed(scope=Scope("/1/7/")) == [own, below]
        assert await listed(scope=Scope("/1/70/")) == [beside]
        assert len(await listed()) == 5
        assert await listed(scope=NOWHERE) == []

    @pytest.mark.parametrize(
        ("said", "facts"),
        [
            ({"skill": "membership"}, {"skill": "membership"}),
            ({"category": "join_union"}, {"category": "join_union"}),
            ({"service_class": "petition"}, {"service_class": ServiceClass.petition}),
            ({"priority": "high"}, {"priority": Priority.high}),
            ({"source": "hotline"}, {"source": TicketSource.hotline}),
            ({"standing": "new"}, {"status": TicketStatus.new}),
            ({"standing": "pending"}, {"status": TicketStatus.pending_member}),
            ({"standing": "settled"}, {"status": TicketStatus.closed}),
            ({"standing": "follow_up"}, {"status": TicketStatus.resolved}),
            ({"due": "overdue"}, {"due_on": DUE - 6 * DAY}),
            ({"due": "today"}, {"due_on": DUE - 5 * DAY}),
            ({"pressed": "escalated"}, {"escalation": 1}),
            ({"pressed": "urged"}, {"urged": 2}),
            (
                {"pressed": "supervised"},
                {"supervised_at": datetime(2026, 7, 14, tzinfo=UTC)},
            ),
        ],
    )
    async def test_filters(self, session, listed, said, facts):
        [_, wanted] = await put(session, made(), made(**facts))

        assert await listed(said) == [wanted]

    async def test_finds_in_whose_hands_they_are(self, session, officer, listed):
        until = clock.now() + DAY
        [assigned, claimed, lapsed, free] = await put(
            session,
            made(officer_id=officer.id),
            made(claimed_by_id=officer.id, claimed_until=until),
            made(claimed_by_id=officer.id, claimed_until=clock.now() - DAY),
            made(),
        )

        assert await listed({"holder": "mine"}) == [assigned, claimed]
        assert await listed({"holder": "claimed"}) == [claimed]
        assert await listed({"holder": "nobody"}) == [lapsed, free]

    async def test_no_clock_runs_while_the_worker_is_asked(self, session, listed):
        asked = made(status=TicketStatus.pending_member, due_on=DUE - 9 * DAY)
        await put(session, asked)

        assert await listed({"due": "overdue"}) == []

    async def test_finds_whose_worker_waits_to_talk(
        self, session, conversation: Conversation, listed
    ):
        [calling, _] = await put(session, made(conversation_id=conversation.id), made())

        assert await listed({"is_calling": "1"}) == []
        conversation.floor, conversation.queued_at = Floor.queued, clock.now()
        await session.flush()

        assert await listed({"is_calling": "1"}) == [calling]

    async def test_what_was_followed_up_needs_no_call(self, session, listed):
        done = made(status=TicketStatus.resolved)
        await put(session, done)
        session.add(
            TicketEvent(ticket_id=done.id, kind=EventKind.followed_up, author="officer")
        )
        await session.flush()

        assert await listed({"standing": "follow_up"}) == []

    async def test_what_was_settled_long_ago_is_no_work(self, session, listed):
        old = made(status=TicketStatus.closed)
        old.settled_at = clock.now() - 31 * DAY
        await put(session, old)

        assert await listed({"standing": "settled"}) == []

    async def test_a_union_stands_for_those_below_it(self, session, listed):
        district = Organisation(
            kind=OrganisationKind.district,
            name="测试区总工会",
            path="/1/900/",
            address="测试路1号",
            phone="0755-12351",
        )
        session.add(district)
        [_, inside] = await put(session, made(path="/1/9/"), made(path="/1/900/5/"))

        assert await listed({"organisation_id": district.id}) == [inside]
        with pytest.raises(NotFound):
            await listed({"organisation_id": district.id}, scope=Scope("/1/9/"))

    async def test_opens_nothing_that_is_sealed(self, session, officer):
        ticket = made(details={"employer": "鑫盛达"}, officer_id=officer.id, path="/1/")
        await put(session, ticket)

        [line] = await queue.page(
            session, Wanted(), officer=officer, scope=CITY, limit=1
        )

        assert line.officer == officer.name
        assert "鑫盛达" not in repr(line)


class TestPlace:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "1",
            "1_2026-07-15",
            "9_2026-07-15_3",
            "0_2026-13-01_3",
            "0_2026-07-15_0",
            "0_2026-07-15T00:00:00_3",
            "0_2026-07-15_99999999999",
            "_" * 500,
        ],
    )
    def test_refuses_what_is_none(self, text):
        with pytest.raises(InvalidInput):
            Place.read(text)

    @pytest.mark.parametrize(
        ("standing", "place"),
        [("settled", "0_2026-07-15_3"), ("unsettled", "0_2026-07-15T00:00:00+00:00_3")],
    )
    async def test_belongs_to_one_kind_of_list(self, listed, standing, place):
        with pytest.raises(InvalidInput):
            await listed({"standing": standing}, after=Place.read(place))


class TestRows:
    async def test_are_those_that_are_seen_from_here(self, session):
        [inside, outside] = await put(session, made(path="/1/7/"), made(path="/1/8/"))

        found = await queue.rows(session, [inside, outside], scope=Scope("/1/7/"))

        assert [line.number for line in found] == [inside]


class TestCounts:
    async def test_answers_for_every_view_as_the_list_does(
        self, session, officer, listed
    ):
        for status in TicketStatus:
            for day in range(-2, 3):
                ticket = made(
                    status=status,
                    due_on=clock.today() + day * DAY,
                    officer_id=officer.id if day == 1 else None,
                    supervised_at=clock.now() if day == 2 else None,
                )
                await put(session, ticket)
        said = {
            "mine": {"holder": "mine"},
            "free": {"holder": "nobody", "standing": "todo"},
            "late": {"due": "overdue"},
            "pressed": {"pressed": "supervised"},
            "settled": {"standing": "settled"},
            "call": {"standing": "follow_up"},
        }

        counts = await queue.counts(
            session,
            {key: Wanted.read(one) for key, one in said.items()},
            officer=officer,
            scope=CITY,
        )

        assert counts == {key: len(await listed(one)) for key, one in said.items()}
        assert all(counts.values())

    async def test_of_nothing_are_nothing(self, session, officer):
        assert await queue.counts(session, {}, officer=officer, scope=CITY) == {}


class TestCountFresh:
    @pytest.mark.parametrize("order", ["urgency", "newest"])
    async def test_counts_what_would_come_in_before_the_end(
        self, session, officer, order
    ):
        wanted = Wanted.read({"order": order})
        ask = {"officer": officer, "scope": CITY}
        await put(session, *(made(due_on=DUE) for _ in range(6)))
        shown = await queue.page(session, wanted, **ask, limit=4)
        place = Place.behind(shown[-1], wanted)
        numbers = [line.number for line in shown]

        async def fresh(upto):
            return await queue.count_fresh(
                session, wanted, **ask, shown=numbers, upto=upto
            )

        assert await fresh(place) == 0
        await put(
            session,
            made(due_on=DUE - DAY),
            made(due_on=DUE + DAY, priority=Priority.urgent),
        )
        assert await fresh(place) == 2
        assert await fresh(None) == 4
