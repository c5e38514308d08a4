"""Who sees to a ticket, how it is handled, and how it moves on."""

from datetime import date

import pytest
from sqlalchemy import select

from helpdesk.casework import casework
from helpdesk.casework.verbs import names, verb
from helpdesk.errors import Claimed, InvalidInput, NotFound, TransitionNotAllowed
from helpdesk.models import (
    Audience,
    AuditEntry,
    DeadlineClass,
    EventKind,
    OfficerRole,
    Organisation,
    OrganisationKind,
    Priority,
    ServiceClass,
    TicketStatus,
)
from helpdesk.scope import Scope
from helpdesk.tickets import placing
from tests.helpdesk.casework.conftest import acting, hire


@pytest.fixture
async def streets(session):
    """Two streets of different districts."""
    found = select(Organisation).where(Organisation.kind == OrganisationKind.street)
    one, *_, other = (await session.scalars(found.order_by(Organisation.id))).all()
    return one, other


class TestVerbs:
    @pytest.mark.parametrize("name", names())
    def test_every_verb_names_roles_and_states(self, name):
        rule = verb(name)

        assert rule.roles
        assert rule.states
        assert OfficerRole.auditor not in rule.roles


class TestAssign:
    async def test_says_from_whom_to_whom_and_why(self, session, ticket, li, chief):
        event = await casework.assign(
            session, ticket, by=chief, officer_id=li.officer_id, why="熟悉这家厂"
        )

        assert event.kind is EventKind.assigned
        assert event.audience is Audience.officers
        assert event.facts == {"officer": [None, li.officer_id]}
        assert event.text == "熟悉这家厂"

    async def test_the_same_again_is_nothing(self, session, ticket, li):
        async def assign():
            return await casework.assign(
                session, ticket, by=li, officer_id=li.officer_id
            )

        assert await assign() is not None
        assert await assign() is None

    async def test_to_a_colleague_lets_it_go(self, session, ticket, li, wang):
        await casework.claim(session, ticket, by=li)

        await casework.assign(session, ticket, by=li, officer_id=wang.officer_id)

        assert casework.claimer(ticket) is None
        await casework.claim(session, ticket, by=wang)

    async def test_of_what_another_works_on_is_for_leaders(
        self, session, ticket, li, wang, chief
    ):
        await casework.claim(session, ticket, by=li)

        with pytest.raises(Claimed):
            await casework.assign(session, ticket, by=wang, officer_id=None)

        await casework.assign(session, ticket, by=chief, officer_id=wang.officer_id)
        assert ticket.officer_id == wang.officer_id
        assert casework.claimer(ticket) is None

    async def test_to_who_can_not_see_to_it_is_refused(
        self, session, ticket, li, auditor, streets
    ):
        away = await hire(session, "jie", organisation_id=streets[0].id)
        gone = await hire(session, "gone")
        gone.active = False
        await session.flush()

        for officer_id in (auditor.officer_id, away.id, gone.id, 987_654):
            with pytest.raises(InvalidInput):
                await casework.assign(session, ticket, by=li, officer_id=officer_id)

        fit = {one.id for one in await casework.list_fit(session, ticket)}
        assert li.officer_id in fit
        assert not fit & {auditor.officer_id, away.id, gone.id}


class TestChange:
    async def test_another_category_brings_its_classes(self, session, ticket, li):
        event = await casework.change(
            session, ticket, by=li, category="ask_wage_standard"
        )

        assert ticket.deadline_class is DeadlineClass.ordinary
        assert ticket.service_class is ServiceClass.inquiry
        assert event.facts["category"] == ["report_unpaid_wages", "ask_wage_standard"]

    async def test_limits_are_reckoned_from_the_opening(
        self, session, ticket, li, time
    ):
        assert ticket.due_on == date(2026, 8, 5)  # fifteen working days
        time.forward(days=7)

        event = await casework.change(
            session, ticket, by=li, deadline_class=DeadlineClass.complex
        )

        assert ticket.due_on == date(2026, 8, 26)
        assert event.facts["due_on"] == ["2026-08-05", "2026-08-26"]

    async def test_what_becomes_urgent_is_due_tomorrow(self, session, ticket, li, time):
        time.forward(days=2)

        await casework.change(session, ticket, by=li, priority=Priority.urgent)

        assert ticket.due_on == date(2026, 7, 20)  # Friday → Monday
        assert ticket.answer_due_at <= time.at.replace(hour=3, minute=30)

    async def test_what_is_overdue_gets_no_time_by_becoming_urgent(
        self, session, ticket, li, time
    ):
        before = ticket.due_on
        time.forward(days=60)

        await casework.change(session, ticket, by=li, priority=Priority.urgent)

        assert ticket.due_on == before

    async def test_nothing_new_is_no_event(self, session, ticket, li):
        assert (
            await casework.change(
                session,
                ticket,
                by=li,
                category=ticket.category,
                priority=ticket.priority,
            )
            is None
        )

    @pytest.mark.parametrize("category", ["", "Überfall", "a" * 60, "x; DROP"])
    async def test_a_category_is_an_intent(self, session, ticket, li, category):
        with pytest.raises(InvalidInput):
            await casework.change(session, ticket, by=li, category=category)

    async def test_another_union_takes_it_from_who_does_not_see_it(
        self, session, ticket, chief, streets
    ):
        one, other = streets
        theirs = await hire(session, "jie", organisation_id=one.id)
        placing.put(ticket, one)
        await session.flush()
        await casework.claim(session, ticket, by=acting(theirs))

        event = await casework.change(
            session, ticket, by=chief, organisation_id=other.id
        )

        assert event.facts["organisation"] == [one.id, other.id]
        assert ticket.path == other.path
        assert ticket.officer_id is None
        assert casework.claimer(ticket) is None
        entry = (await session.scalars(select(AuditEntry))).all()[-1]
        assert entry.after == {"organisation_id": other.id}

    async def test_back_to_the_front_desk(self, session, ticket, chief, streets):
        placing.put(ticket, streets[0])
        await session.flush()

        await casework.change(session, ticket, by=chief, organisation_id=None)

        assert (ticket.organisation_id, ticket.path) == (None, None)

    async def test_a_union_exists(self, session, ticket, chief):
        with pytest.raises(NotFound):
            await casework.change(session, ticket, by=chief, organisation_id=987_654)


class TestMove:
    async def test_settles_with_words_and_lets_go(self, session, ticket, li):
        event = await casework.move(
            session, ticket, by=li, to=TicketStatus.resolved, words="工资已补发"
        )

        assert event.text == "工资已补发"
        assert ticket.status is TicketStatus.resolved
        assert casework.claimer(ticket) is None

    async def test_settling_needs_words(self, session, ticket, li):
        with pytest.raises(InvalidInput):
            await casework.move(session, ticket, by=li, to=TicketStatus.resolved)

    async def test_an_open_ticket_can_not_be_closed(self, session, ticket, li):
        await casework.claim(session, ticket, by=li)

        with pytest.raises(TransitionNotAllowed):
            await casework.move(session, ticket, by=li, to=TicketStatus.closed)

    async def test_nothing_becomes_new(self, session, ticket, li):
        await casework.claim(session, ticket, by=li)

        with pytest.raises(TransitionNotAllowed):
            await casework.move(session, ticket, by=li, to=TicketStatus.new)

    async def test_what_was_settled_is_taken_up_with_new_time(
        self, session, ticket, li, time
    ):
        await casework.move(
            session, ticket, by=li, to=TicketStatus.resolved, words="办好了"
        )
        time.forward(days=7)

        event = await casework.move(
            session, ticket, by=li, to=TicketStatus.open, words="钱没到账"
        )

        assert ticket.due_on == date(2026, 8, 12)
        assert event.facts == {"due_on": ["2026-08-05", "2026-08-12"]}
        assert ticket.settled_at is None


class TestFind:
    async def test_as_it_is_said(self, session, ticket):
        number = f"{ticket.number[:6]} {ticket.number[6:9]}-{ticket.number[9:]}"

        assert await casework.find(session, number, scope=Scope()) is ticket

    async def test_outside_of_the_scope_is_not_there(self, session, ticket, streets):
        for scope in (Scope(streets[0].path), Scope("//")):
            with pytest.raises(NotFound):
                await casework.find(session, ticket.number, scope=scope)

    @pytest.mark.parametrize("number", ["", "x", "260715000010", "' OR 1=1 --"])
    async def test_what_is_no_number(self, session, number):
        with pytest.raises((NotFound, InvalidInput)):
            await casework.find(session, number, scope=Scope())
