import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from helpdesk.errors import Conflict, InvalidInput, NotFound, TransitionNotAllowed
from helpdesk.members import members
from helpdesk.members.cards import CardProblem, cards
from helpdesk.models import (
    CARD_TRANSITIONS,
    Card,
    CardState,
    CardStatus,
    RealNameStatus,
)
from helpdesk.seed import DEMO_GIG_WORKER
from tests.helpdesk.members.people import OFFICER, WORKER, log


@pytest.fixture
async def cardless(session, member):
    member.card_status = CardStatus.none
    await session.flush()
    return member


async def _asked(session, member):
    return await cards.request(session, member.id, by=WORKER)


async def _active(session, member):
    card = await _asked(session, member)
    await cards.make(session, member.id, by=OFFICER)
    await cards.issue(session, member.id, tail="1234", by=OFFICER)
    await cards.activate(session, member.id, by=OFFICER)
    return card


class TestRequest:
    async def test_begins_a_card(self, session, cardless):
        card = await _asked(session, cardless)

        assert card.state is CardState.requested
        assert cardless.card_status is CardStatus.requested

    async def test_twice_is_once(self, session, cardless):
        first = await _asked(session, cardless)

        assert await _asked(session, cardless) is first
        assert len(await log(session)) == 1

    async def test_who_has_one_gets_no_second(self, session, member):
        card = await _asked(session, member)

        assert card.state is CardState.active
        assert await log(session) == []

    async def test_is_for_members(self, session):
        worker = await members.by_phone(session, DEMO_GIG_WORKER.phone)

        with pytest.raises(Conflict, match="only a member"):
            await _asked(session, worker)

    async def test_is_new_after_the_end(self, session, cardless):
        first = await _asked(session, cardless)
        await cards.cancel(session, cardless.id, by=OFFICER, reason="信息填错")

        second = await _asked(session, cardless)

        assert second.id != first.id
        assert second.state is CardState.requested


class TestLife:
    async def test_goes_from_request_to_real_name(self, session, cardless, time):
        cardless.real_name_status = RealNameStatus.collected
        card = await _active(session, cardless)
        assert cardless.card_status is CardStatus.active

        time.forward(days=1)
        await cards.bind(session, cardless.id, by=WORKER)

        assert card.state is CardState.bound
        assert card.tail == "1234"
        assert card.bound_at == time.at
        assert card.activated_at < card.bound_at
        assert cardless.real_name_status is RealNameStatus.verified

    async def test_repeated_messages_change_nothing(self, session, cardless):
        card = await _active(session, cardless)
        await cards.bind(session, cardless.id, by=WORKER)
        known = len(await log(session))

        await cards.make(session, cardless.id, by=OFFICER)
        await cards.issue(session, cardless.id, tail="9999", by=OFFICER)
        await cards.activate(session, cardless.id, by=OFFICER)
        await cards.bind(session, cardless.id, by=WORKER)

        assert (card.state, card.tail) == (CardState.bound, "1234")
        assert len(await log(session)) == known

    async def test_refuses_to_leap(self, session, cardless):
        await _asked(session, cardless)

        with pytest.raises(TransitionNotAllowed, match="requested → active"):
            await cards.activate(session, cardless.id, by=OFFICER)
        with pytest.raises(TransitionNotAllowed, match="requested → lost"):
            await cards.report_lost(session, cardless.id, by=WORKER)

    @pytest.mark.parametrize("tail", ["", "123", "12345", "12a4", "１２３４", "-123"])
    async def test_keeps_four_digits_of_the_number_only(self, session, cardless, tail):
        await _asked(session, cardless)
        await cards.make(session, cardless.id, by=OFFICER)

        with pytest.raises(InvalidInput):
            await cards.issue(session, cardless.id, tail=tail, by=OFFICER)

    async def test_needs_a_card(self, session, cardless):
        with pytest.raises(NotFound):
            await cards.activate(session, cardless.id, by=OFFICER)


class TestReportLost:
    async def test_blocks_the_card_of_an_imported_member(self, session, member):
        card = await cards.report_lost(session, member.id, by=WORKER)

        assert (card.state, card.before_loss) == (CardState.lost, CardState.active)
        assert member.card_status is CardStatus.lost

    async def test_twice_is_once(self, session, member):
        first = await cards.report_lost(session, member.id, by=WORKER)
        again = await cards.report_lost(session, member.id, by=WORKER)

        assert again is first
        assert again.before_loss is CardState.active
        assert len(await log(session)) == 1

    async def test_a_bank_message_does_not_lift_the_block(self, session, member):
        card = await cards.report_lost(session, member.id, by=WORKER)

        await cards.activate(session, member.id, by=OFFICER)
        with pytest.raises(TransitionNotAllowed):
            await cards.bind(session, member.id, by=WORKER)

        assert card.state is CardState.lost

    async def test_knows_what_was_imported_as_lost(self, session, member):
        member.card_status = CardStatus.lost
        await session.flush()

        card = await cards.of(session, member.id)

        assert (card.state, card.before_loss) == (CardState.lost, CardState.active)


class TestFound:
    async def test_gives_back_what_it_was(self, session, cardless):
        card = await _active(session, cardless)
        await cards.bind(session, cardless.id, by=WORKER)
        bound_at = card.bound_at
        await cards.report_lost(session, cardless.id, by=WORKER)

        for _ in range(2):
            await cards.found(session, cardless.id, by=WORKER)

        assert (card.state, card.before_loss) == (CardState.bound, None)
        assert card.bound_at == bound_at
        assert cardless.card_status is CardStatus.active


class TestReplace:
    async def test_ends_the_old_and_asks_for_a_new_one(self, session, member):
        old = await cards.report_lost(session, member.id, by=WORKER)

        new = await cards.replace(session, old.id, by=WORKER, reason="找不到了")

        assert old.state is CardState.replaced
        assert (new.state, new.replaces_id) == (CardState.requested, old.id)
        assert member.card_status is CardStatus.requested
        assert await cards.of(session, member.id) is new

    async def test_twice_is_once(self, session, member):
        old = await cards.of(session, member.id)

        first = await cards.replace(session, old.id, by=WORKER, reason="卡坏了")
        again = await cards.replace(session, old.id, by=WORKER, reason="卡坏了")

        assert again is first
        assert await session.scalar(select(func.count(Card.id))) == 2

    async def test_is_for_cards_that_were_handed_out(self, session, cardless):
        card = await _asked(session, cardless)

        with pytest.raises(TransitionNotAllowed):
            await cards.replace(session, card.id, by=WORKER, reason=None)

    async def test_misses(self, session):
        with pytest.raises(NotFound):
            await cards.replace(session, 0, by=WORKER, reason=None)


class TestCancel:
    async def test_twice_is_once(self, session, member):
        first = await cards.cancel(session, member.id, by=OFFICER, reason="退会")
        again = await cards.cancel(session, member.id, by=OFFICER, reason="退会")

        assert first.state is CardState.cancelled
        assert again is None
        assert member.card_status is CardStatus.none

    async def test_needs_a_reason(self, session, member):
        with pytest.raises(InvalidInput):
            await cards.cancel(session, member.id, by=OFFICER, reason="")


class TestReport:
    async def test_a_lost_card_is_blocked_at_once(self, session, member):
        advice = await cards.report(session, member.id, CardProblem.lost, by=WORKER)

        card = await cards.of(session, member.id)
        assert card.state is CardState.lost
        assert "银行" in str(advice)
        assert "已经挂失" in str(advice)

    async def test_other_problems_leave_the_card_alone(self, session, member):
        for problem in set(CardProblem) - {CardProblem.lost}:
            await cards.report(session, member.id, problem, by=WORKER)

        assert (await cards.of(session, member.id)).state is CardState.active

    @pytest.mark.parametrize("problem", CardProblem)
    async def test_who_has_no_card_is_told_how_to_get_one(
        self, session, cardless, problem
    ):
        advice = await cards.report(session, cardless.id, problem, by=WORKER)

        assert "统一申领" in str(advice)

    async def test_what_is_not_handed_out_can_not_be_lost(self, session, cardless):
        card = await _asked(session, cardless)

        await cards.report(session, cardless.id, CardProblem.lost, by=WORKER)

        assert card.state is CardState.requested


class TestProgress:
    async def test_tells_the_next_step(self, session, member):
        told = await cards.progress(session, member.id)

        assert "深圳工会" in told.next


class TestDatabase:
    async def test_holds_one_live_card_a_member(self, session, member):
        await cards.of(session, member.id)
        session.add(Card(member_id=member.id))

        with pytest.raises(IntegrityError):
            await session.flush()


class TestTransitions:
    def test_every_state_has_a_row_and_a_summary(self):
        assert set(CARD_TRANSITIONS) == set(CardState)
        assert {state.summary for state in CardState} == set(CardStatus)

    def test_every_live_card_can_be_ended(self):
        for state in CardState:
            assert not state.next or CardState.cancelled in state.next
