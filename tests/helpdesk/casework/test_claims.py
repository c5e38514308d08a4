import asyncio

import pytest
from sqlalchemy import select

from helpdesk.audit import SYSTEM, Actor
from helpdesk.casework import casework
from helpdesk.database import unit_of_work
from helpdesk.errors import (
    Claimed,
    InvalidInput,
    NotFound,
    NotPermitted,
    TransitionNotAllowed,
)
from helpdesk.models import (
    Audience,
    AuditEntry,
    AuthorKind,
    EventKind,
    Officer,
    OfficerRole,
    Ticket,
    TicketStatus,
)
from helpdesk.organisations import tree
from helpdesk.tickets import placing, tickets
from tests.helpdesk.casework.conftest import acting, hire

ROUNDS = 25


async def kinds(session, ticket):
    return [event.kind for event in await tickets.timeline(session, ticket)]


class TestClaim:
    async def test_a_new_ticket_is_open_and_assigned_by_it(self, session, ticket, li):
        await casework.claim(session, ticket, by=li)

        assert casework.claimer(ticket) == li.officer_id
        assert ticket.officer_id == li.officer_id
        assert ticket.status is TicketStatus.open
        assert await kinds(session, ticket) == [
            EventKind.opened,
            EventKind.claimed,
            EventKind.moved,
        ]

    async def test_the_second_is_told_who_and_until_when(
        self, session, ticket, li, wang, time
    ):
        await casework.claim(session, ticket, by=li)

        with pytest.raises(Claimed) as refusal:
            await casework.claim(session, ticket, by=wang)

        assert refusal.value.officer_id == li.officer_id
        assert (refusal.value.until - time.at).total_seconds() == 20 * 60
        assert casework.claimer(ticket) == li.officer_id

    async def test_is_over_when_nothing_is_done_with_it(
        self, session, ticket, li, wang, time
    ):
        await casework.claim(session, ticket, by=li)
        time.forward(minutes=20)

        assert casework.claimer(ticket) is None
        await casework.claim(session, ticket, by=wang)

        assert casework.claimer(ticket) == wang.officer_id
        assert ticket.officer_id == li.officer_id  # still theirs to see to

    async def test_is_renewed_by_whatever_its_holder_does(
        self, session, ticket, li, wang, time
    ):
        await casework.claim(session, ticket, by=li)
        time.forward(minutes=15)
        await casework.note(session, ticket, by=li, words="打了一次电话，没人接")
        time.forward(minutes=15)

        with pytest.raises(Claimed):
            await casework.claim(session, ticket, by=wang)

    async def test_a_colleagues_note_does_not_renew_it(
        self, session, ticket, li, wang, time
    ):
        await casework.claim(session, ticket, by=li)
        time.forward(minutes=15)
        await casework.note(session, ticket, by=wang, words="同一家厂还有一单")
        time.forward(minutes=5)

        await casework.claim(session, ticket, by=wang)

        assert casework.claimer(ticket) == wang.officer_id

    async def test_again_is_no_news(self, session, ticket, li):
        await casework.claim(session, ticket, by=li)
        before = await kinds(session, ticket)

        await casework.claim(session, ticket, by=li)

        assert await kinds(session, ticket) == before

    @pytest.mark.parametrize("role", ["auditor", "editor", "administrator"])
    async def test_who_sees_to_no_tickets_claims_none(self, session, ticket, role):
        other = acting(await hire(session, "other", OfficerRole(role)))

        with pytest.raises(NotPermitted):
            await casework.claim(session, ticket, by=other)

    @pytest.mark.parametrize(
        "by", [Actor(AuthorKind.member), Actor(AuthorKind.officer), Actor("bot", 1)]
    )
    async def test_nobody_but_an_officer_claims(self, session, ticket, by):
        with pytest.raises(NotPermitted):
            await casework.claim(session, ticket, by=by)

    async def test_a_closed_account_claims_nothing(self, session, ticket, li):
        (await session.get(Officer, li.officer_id)).active = False
        await session.flush()

        with pytest.raises(NotPermitted):
            await casework.claim(session, ticket, by=li)

    async def test_what_lies_outside_does_not_exist(self, session, ticket, street):
        theirs = acting(await hire(session, "jie", organisation_id=street.id))

        with pytest.raises(NotFound):
            await casework.claim(session, ticket, by=theirs)

        placing.put(ticket, street)
        await session.flush()
        await casework.claim(session, ticket, by=theirs)
        assert casework.claimer(ticket) == theirs.officer_id

    async def test_a_settled_ticket_is_nobodys(self, session, ticket, li):
        await tickets.withdraw(session, ticket, "解决了")

        with pytest.raises(TransitionNotAllowed):
            await casework.claim(session, ticket, by=li)


class TestRelease:
    async def test_lets_the_next_one_in(self, session, ticket, li, wang):
        await casework.claim(session, ticket, by=li)

        event = await casework.release(session, ticket, by=li)

        assert event.audience is Audience.officers
        await casework.claim(session, ticket, by=wang)

    async def test_of_nothing_is_nothing(self, session, ticket, li):
        assert await casework.release(session, ticket, by=li) is None

    async def test_of_a_colleagues_claim_is_refused(self, session, ticket, li, wang):
        await casework.claim(session, ticket, by=li)

        with pytest.raises(Claimed):
            await casework.release(session, ticket, by=wang)


class TestSteal:
    async def test_a_leader_takes_it_and_the_log_says_why(
        self, session, ticket, li, chief
    ):
        await casework.claim(session, ticket, by=li)

        await casework.steal(session, ticket, by=chief, why="小李今天请假了")

        assert casework.claimer(ticket) == chief.officer_id
        entry = (await session.scalars(select(AuditEntry))).all()[-1]
        assert entry.before == {"claimed_by": li.officer_id}
        assert entry.reason == "小李今天请假了"

    async def test_a_colleague_may_not(self, session, ticket, li, wang):
        await casework.claim(session, ticket, by=li)

        with pytest.raises(NotPermitted):
            await casework.steal(session, ticket, by=wang, why="我来办吧")

    @pytest.mark.parametrize("why", ["", "  ", "急"])
    async def test_needs_a_reason(self, session, ticket, li, chief, why):
        await casework.claim(session, ticket, by=li)

        with pytest.raises(InvalidInput):
            await casework.steal(session, ticket, by=chief, why=why)

    async def test_of_a_free_one_is_a_claim(self, session, ticket, chief):
        await casework.steal(session, ticket, by=chief, why="没人办，我来")

        assert casework.claimer(ticket) == chief.officer_id


class TestTwoAtOnce:
    async def test_exactly_one_gets_it_each_time(self, racing):
        async with unit_of_work(racing) as session:
            both = [acting(await hire(session, name)) for name in ("li", "wang")]
            numbers = [
                (await tickets.open(session, category="greet", subject="x")).id
                for _ in range(ROUNDS)
            ]

        async def want(key, by):
            try:
                async with unit_of_work(racing) as session:
                    ticket = await session.get(Ticket, key)
                    await casework.claim(session, ticket, by=by)
            except Claimed as refusal:
                return refusal.officer_id
            return None

        for key in numbers:
            ended = await asyncio.gather(*(want(key, by) for by in both))

            assert ended.count(None) == 1
            winner = both[ended.index(None)].officer_id
            assert winner in ended  # the other was told who


class TestSystem:
    async def test_a_rule_assigns_without_claiming(self, session, ticket, li):
        await casework.assign(
            session, ticket, by=SYSTEM, officer_id=li.officer_id, why="按板块"
        )

        assert ticket.officer_id == li.officer_id
        assert casework.claimer(ticket) is None
        assert ticket.status is TicketStatus.new


@pytest.fixture
async def street(session):
    return await tree.by_id(session, 20)
