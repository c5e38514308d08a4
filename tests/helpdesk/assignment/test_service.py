"""Assignment by rule: each ticket once, also with several workers; tried out before."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select, update

from helpdesk.assignment import Draft, assignment, rules_of_assignment
from helpdesk.casework import casework
from helpdesk.conversations.hours import pin_desk
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import (
    AssignmentRule,
    AssignmentTry,
    AuthorKind,
    EventKind,
    Officer,
    OfficerRole,
    Priority,
    Ticket,
    TicketEvent,
)
from helpdesk.scope import Scope
from helpdesk.tickets import tickets
from tests.helpdesk.canned.conftest import actor

CITY = Scope()


@pytest.fixture(autouse=True)
def desk_open():
    pin_desk("open")
    yield
    pin_desk(None)


@pytest.fixture
async def team(session):
    """Two officers of the city who take everything, and nobody else on duty."""
    await session.execute(update(Officer).values(on_duty=False))
    team = [
        Officer(login=name, name=name, password_hash="-", role=OfficerRole.case_officer)
        for name in ("anna", "berta")
    ]
    session.add_all(team)
    await session.flush()
    return team


async def opened(session, count=1, **changes):
    fields = {"category": "report_unpaid_wages", "subject": "拖欠工资"}
    return [await tickets.open(session, **fields | changes) for _ in range(count)]


async def assigned(session, ticket):
    found = select(TicketEvent).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.kind == EventKind.assigned
    )
    return (await session.scalars(found)).all()


class TestGiveNext:
    async def test_gives_the_oldest_first_and_says_why(self, session, team):
        first, second = await opened(session, 2)

        outcome = await assignment.give_next(session)

        assert outcome.ticket is first
        assert first.officer_id == team[0].id
        assert second.officer_id is None
        [event] = await assigned(session, first)
        assert event.text == outcome.why
        assert "“劳动争议给属地经办人”派给anna" in event.text
        assert event.author is AuthorKind.system

    async def test_takes_turns(self, session, team, time):
        await opened(session, 4)

        for _ in range(4):
            await assignment.give_next(session)
            time.forward(seconds=1)

        given = Counter((await session.scalars(select(Ticket.officer_id))).all())
        assert given == {team[0].id: 2, team[1].id: 2}

    async def test_an_urgent_ticket_weighs_more(self, session, team):
        [urgent] = await opened(session, priority=Priority.urgent)
        urgent.officer_id = team[0].id
        first, second = await opened(session, 2)
        await session.flush()

        await assignment.give_next(session)
        await assignment.give_next(session)

        assert {first.officer_id, second.officer_id} == {team[1].id}

    async def test_leaves_alone_what_somebody_has_or_works_on(
        self, session, team, staff
    ):
        claimed, given = await opened(session, 2)
        await casework.claim(session, claimed, by=actor(staff.city))
        given.officer_id = staff.city.id
        await session.flush()

        assert await assignment.give_next(session) is None

    async def test_who_is_off_duty_gets_nothing(self, session, team):
        for each in team:
            each.on_duty = False
        await opened(session)

        outcome = await assignment.give_next(session)

        assert outcome.chosen is None
        assert "没有人在岗" in outcome.why

    async def test_looks_again_after_a_minute(self, session, team, time):
        for each in team:
            each.on_duty = False
        [ticket] = await opened(session)
        await assignment.give_next(session)
        assert await assignment.give_next(session) is None

        team[0].on_duty = True
        time.forward(seconds=61)
        await assignment.give_next(session)

        assert ticket.officer_id == team[0].id
        assert (await session.scalars(select(AssignmentTry))).all() == []

    async def test_those_for_whom_nobody_is_there_are_put_off_together(
        self, session, team, time
    ):
        for each in team:
            each.on_duty = False
        alone = await opened(session, 3)

        outcome = await assignment.give_next(session)

        assert outcome.ticket is alone[0]
        assert await assignment.give_next(session) is None
        tries = (await session.scalars(select(AssignmentTry))).all()
        assert {each.ticket_id for each in tries} == {each.id for each in alone}

    async def test_what_finds_somebody_is_not_put_off_with_the_others(
        self, session, staff, team
    ):
        for each in team:
            each.organisation_id = staff.other.id
        alone, theirs = await opened(session, 2)
        alone.path, alone.organisation_id = staff.union.path, staff.union.id
        theirs.path, theirs.organisation_id = staff.other.path, staff.other.id
        await session.flush()

        assert (await assignment.give_next(session)).chosen is None
        assert (await assignment.give_next(session)).ticket is theirs
        assert theirs.officer_id in {each.id for each in team}

    async def test_gives_nothing_away_that_the_officer_may_not_see(
        self, session, staff, team
    ):
        for each in team:
            each.organisation_id = staff.other.id
        [ticket] = await opened(session)
        ticket.path, ticket.organisation_id = staff.union.path, staff.union.id
        await session.flush()

        outcome = await assignment.give_next(session)

        assert outcome.chosen is None

    async def test_without_rules_everything_waits(self, session, team):
        await session.execute(update(AssignmentRule).values(active=False))
        await opened(session)

        outcome = await assignment.give_next(session)

        assert outcome.why == "没有规则对得上，留在队列里等人领"


class TestGiveOut:
    async def test_several_workers_give_each_ticket_once_and_evenly(
        self, racing, session, team
    ):
        await opened(session, 24)
        await session.commit()

        given = await asyncio.gather(*(assignment.give_out(racing) for _ in range(4)))

        assert sum(given) == 24
        async with racing() as reading:
            holders = Counter(await reading.scalars(select(Ticket.officer_id)))
            events = await reading.scalars(
                select(TicketEvent.ticket_id).where(
                    TicketEvent.kind == EventKind.assigned
                )
            )
            assert holders == {team[0].id: 12, team[1].id: 12}
            assert set(Counter(events).values()) == {1}

    async def test_stops_when_there_is_nothing(self, sessions, session):
        await session.commit()

        assert await assignment.give_out(sessions) == 0


class TestDryRun:
    async def test_says_what_would_be_and_changes_nothing(self, session, team):
        await opened(session, 3)

        outcomes = await assignment.dry_run(session, CITY)

        names = [each.chosen.hand.officer.name for each in reversed(outcomes)]
        assert names == ["anna", "berta", "anna"]
        assert set(await session.scalars(select(Ticket.officer_id))) == {None}

    async def test_tries_a_rule_that_is_not_kept(self, session, team, staff):
        await opened(session)
        draft = Draft(name="都给贝塔", officer_ids=[team[1].id])
        rule = await rules_of_assignment.made(
            session, draft, officer=staff.city, scope=CITY
        )
        rule.position = 0

        [outcome] = await assignment.dry_run(session, CITY, draft=rule)

        assert outcome.chosen.hand.officer is team[1]
        assert len(await rules_of_assignment.listed(session, CITY)) == 5

    async def test_shows_a_union_its_own_tickets(self, session, team, staff):
        await opened(session)

        assert await assignment.dry_run(session, Scope(staff.union.path)) == []


class TestKeeping:
    async def kept(self, session, officer, scope, **changes):
        draft = Draft(**{"name": "新规则", "role": "seat", **changes})
        return await rules_of_assignment.add(
            session, draft, officer=officer, scope=scope, by=actor(officer)
        )

    async def test_a_new_one_comes_last_and_can_be_raised(self, session, staff):
        rule = await self.kept(session, staff.city, CITY)
        listed = await rules_of_assignment.listed(session, CITY)
        assert listed[-1] is rule

        await rules_of_assignment.raise_up(session, rule, CITY, by=actor(staff.city))

        listed = await rules_of_assignment.listed(session, CITY)
        assert listed[-2] is rule

    async def test_a_unions_supervisor_rules_over_the_own_part(self, session, staff):
        scope = Scope(staff.union.path)
        rule = await self.kept(session, staff.district, scope)

        assert rule.path == staff.union.path
        with pytest.raises(NotFound):
            await self.kept(
                session, staff.district, scope, organisation_id=staff.other.id
            )
        citys = (await rules_of_assignment.listed(session, CITY))[0]
        with pytest.raises(NotFound):
            await rules_of_assignment.by_id(session, citys.id, scope)

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"name": ""}, "规则名称"),
            ({"role": ""}, "选一种角色"),
            ({"role": "chef"}, "chef"),
            ({"skills": ["sorcery"]}, "sorcery"),
            ({"categories": ["x" * 60]}, "xxx"),
            ({"priorities": ["soon"]}, "soon"),
            ({"sources": ["pigeon"]}, "pigeon"),
            ({"hours": "noon"}, "noon"),
            ({"most": "0"}, "1 到 999"),
            ({"most": "many"}, "1 到 999"),
            ({"officer_ids": [10**6]}, "看不到"),
        ],
    )
    async def test_refuses_what_is_wrong_in_chinese(self, session, staff, wrong, told):
        with pytest.raises(InvalidInput, match=told):
            await self.kept(session, staff.city, CITY, **wrong)

    async def test_what_was_changed_survives_the_next_start(self, session, staff):
        rule = (await rules_of_assignment.listed(session, CITY))[0]
        await rules_of_assignment.put_by(
            session, rule, active=False, by=actor(staff.city)
        )

        await assignment.load(session)

        assert not rule.active
