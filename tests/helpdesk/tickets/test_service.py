import pytest

from helpdesk.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    TransitionNotAllowed,
)
from helpdesk.models import (
    TRANSITIONS,
    AuthorKind,
    EventKind,
    Priority,
    TicketStatus,
)
from helpdesk.numbers import luhn_valid
from helpdesk.tickets import tickets


async def _move(session, ticket, *path):
    for status in path:
        await tickets.move(session, ticket, to=status)


async def _kinds(session, ticket):
    return [event.kind for event in await tickets.timeline(session, ticket)]


class TestOpen:
    async def test_gives_a_number_for_the_telephone(self, session, time):
        first = await tickets.open(session, category="join_union", subject="入会")
        second = await tickets.open(session, category="join_union", subject="入会")

        assert first.number.startswith("26071500001")
        assert second.number.startswith("26071500002")
        assert luhn_valid(first.number)
        assert luhn_valid(second.number)

    async def test_counts_by_shenzhens_day(self, session, time):
        time.at = time.at.replace(hour=15, minute=59)
        before = await tickets.open(session, category="greet", subject="x")
        time.at = time.at.replace(hour=16, minute=0)  # midnight in Shenzhen
        after = await tickets.open(session, category="greet", subject="x")

        assert before.number[:11] == "26071500001"
        assert after.number[:11] == "26071600001"

    async def test_opens_once_for_a_message_and_category(self, session, conversation):
        def open_it(category, message_id="m1"):
            return tickets.open(
                session,
                category=category,
                subject="x",
                conversation=conversation,
                message_id=message_id,
            )

        first = await open_it("report_overtime")

        assert (await open_it("report_overtime")).id == first.id
        assert (await open_it("report_dismissal")).id != first.id
        assert (await open_it("report_overtime", "m2")).id != first.id

    async def test_starts_new_with_the_story_in_the_timeline(self, session, ticket):
        assert ticket.status is TicketStatus.new
        assert ticket.priority is Priority.normal
        assert await _kinds(session, ticket) == [EventKind.opened]

    async def test_masks_personal_data_in_the_subject(self, session):
        ticket = await tickets.open(
            session, category="express_crisis", subject="打13800138000\x00"
        )

        assert ticket.subject == "打138****8000"

    async def test_keeps_details_and_phone_whole(self, session):
        ticket = await tickets.open(
            session,
            category="report_unpaid_wages",
            subject="x",
            details={"employer": "岚禾电子", "money": "12000"},
            contact_phone="138 0013 8000",
        )
        session.expire(ticket)
        await session.refresh(ticket)

        assert ticket.details == {"employer": "岚禾电子", "money": "12000"}
        assert ticket.contact_phone == "13800138000"

    @pytest.mark.parametrize("category", ["", "拖欠工资", "Join", "a" * 49, "x; DROP"])
    async def test_refuses_a_category_that_is_no_intent(self, session, category):
        with pytest.raises(InvalidInput):
            await tickets.open(session, category=category, subject="x")

    async def test_refuses_a_phone_nobody_can_call(self, session):
        with pytest.raises(InvalidInput):
            await tickets.open(
                session, category="greet", subject="x", contact_phone="12351"
            )

    async def test_says_when_a_day_has_no_numbers_left(self, session, monkeypatch):
        monkeypatch.setattr("helpdesk.tickets.service.SERIALS_PER_DAY", 1)
        await tickets.open(session, category="greet", subject="x")

        with pytest.raises(Conflict, match="no ticket numbers are left"):
            await tickets.open(session, category="greet", subject="x")


class TestByNumber:
    async def test_finds_it_as_people_write_it(self, session, ticket):
        spaced = f"{ticket.number[:6]} {ticket.number[6:9]}-{ticket.number[9:]}"

        assert await tickets.by_number(session, spaced) is ticket

    async def test_refuses_a_wrong_check_digit(self, session, ticket):
        wrong = ticket.number[:-1] + str((int(ticket.number[-1]) + 1) % 10)

        with pytest.raises(InvalidInput):
            await tickets.by_number(session, wrong)

    async def test_misses_a_number_never_given(self, session):
        with pytest.raises(NotFound):
            await tickets.by_number(session, "260715000428")


class TestAddNote:
    async def test_goes_into_the_timeline(self, session, ticket):
        await tickets.add_note(session, ticket, "工资条在我手上", by=AuthorKind.member)

        *_, last = await tickets.timeline(session, ticket)
        assert (last.kind, last.text) == (EventKind.note, "工资条在我手上")

    async def test_of_the_member_ends_the_waiting_for_the_member(self, session, ticket):
        await _move(session, ticket, TicketStatus.open, TicketStatus.pending_member)

        await tickets.add_note(session, ticket, "补充", by=AuthorKind.officer)
        assert ticket.status is TicketStatus.pending_member

        await tickets.add_note(session, ticket, "补充", by=AuthorKind.member)
        assert ticket.status is TicketStatus.open

    async def test_refuses_an_empty_one(self, session, ticket):
        with pytest.raises(InvalidInput):
            await tickets.add_note(session, ticket, " \x00", by=AuthorKind.member)

    async def test_refuses_an_ended_ticket(self, session, ticket):
        await tickets.withdraw(session, ticket, "给钱了")

        with pytest.raises(Conflict):
            await tickets.add_note(session, ticket, "补充", by=AuthorKind.member)


class TestUrge:
    async def test_raises_the_priority_and_counts(self, session, ticket, time):
        await tickets.urge(session, ticket)
        time.forward(days=1)
        await tickets.urge(session, ticket)

        assert (ticket.urged, ticket.priority) == (2, Priority.high)

    async def test_is_done_once_a_day(self, session, ticket, time):
        assert await tickets.urge(session, ticket)
        time.at = time.at.replace(hour=15, minute=59)  # a minute before midnight

        assert not await tickets.urge(session, ticket)
        assert ticket.urged == 1

        time.forward(minutes=1)
        assert await tickets.urge(session, ticket)

    async def test_leaves_an_urgent_one_urgent(self, session):
        ticket = await tickets.open(
            session, category="greet", subject="x", priority=Priority.urgent
        )

        await tickets.urge(session, ticket)

        assert ticket.priority is Priority.urgent

    async def test_refuses_a_settled_one(self, session, ticket):
        await _move(session, ticket, TicketStatus.open, TicketStatus.resolved)

        with pytest.raises(Conflict):
            await tickets.urge(session, ticket)


class TestWithdraw:
    async def test_keeps_the_reason(self, session, ticket):
        await tickets.withdraw(session, ticket, "老板给钱了")

        *_, last = await tickets.timeline(session, ticket)
        assert ticket.status is TicketStatus.withdrawn
        assert ticket.settled_at is not None
        assert (last.text, last.author) == ("老板给钱了", AuthorKind.member)

    async def test_happens_once(self, session, ticket):
        await tickets.withdraw(session, ticket, "x")

        with pytest.raises(TransitionNotAllowed):
            await tickets.withdraw(session, ticket, "x")


class TestRate:
    async def test_keeps_the_latest_score(self, session, ticket):
        await tickets.rate(session, ticket, 2, "太慢")
        await tickets.rate(session, ticket, 5)

        assert ticket.rating == 5
        texts = [event.text for event in await tickets.timeline(session, ticket)]
        assert texts[1:] == ["2 太慢", "5"]

    @pytest.mark.parametrize("score", [0, 6, -1])
    async def test_refuses_other_scores(self, session, ticket, score):
        with pytest.raises(InvalidInput):
            await tickets.rate(session, ticket, score)


class TestMove:
    async def test_refuses_to_leap(self, session, ticket):
        with pytest.raises(TransitionNotAllowed, match="new → resolved"):
            await tickets.move(session, ticket, to=TicketStatus.resolved)

    async def test_records_where_from_and_where_to(self, session, ticket):
        await tickets.move(session, ticket, to=TicketStatus.open)

        *_, last = await tickets.timeline(session, ticket)
        moved = (last.kind, last.from_status, last.to_status)
        assert moved == (EventKind.moved, TicketStatus.new, TicketStatus.open)

    async def test_a_reopened_ticket_is_not_settled(self, session, ticket):
        await _move(session, ticket, TicketStatus.open, TicketStatus.resolved)
        assert ticket.settled_at is not None

        await tickets.move(session, ticket, to=TicketStatus.open)

        assert ticket.settled_at is None

    def test_the_table_names_every_status(self):
        assert set(TRANSITIONS) == set(TicketStatus)
        ends = {status for status in TicketStatus if not status.next}
        assert ends == {TicketStatus.closed}
