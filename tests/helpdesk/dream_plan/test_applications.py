from datetime import date

import pytest

from helpdesk.dream_plan import dream_applications, dream_cohorts
from helpdesk.errors import (
    Conflict,
    InvalidInput,
    NotEntitled,
    NotFound,
    TransitionNotAllowed,
)
from helpdesk.models import (
    DREAM_ENDED,
    DREAM_TRANSITIONS,
    AuthorKind,
    DreamLevel,
    DreamStatus,
)
from helpdesk.steps import By, steps
from tests.helpdesk.dream_plan.steps import (
    OFFICER,
    YEAR,
    only_pool,
    open_cohort,
    under_review,
    workers,
)

REASON = By(words="资料不实")


@pytest.fixture(autouse=True)
def _standing_clock(time):
    """The tests' day lies within the window."""


async def _begin(session, member_id, level=DreamLevel.college):
    return await dream_applications.begin(
        session, member_id=member_id, year=YEAR, level=level
    )


async def _accepted(session, count):
    """Return so many applications, accepted one after the other."""
    found = []
    for member_id in await workers(session, count):
        found.append(await under_review(session, member_id))
        await dream_applications.accept(session, found[-1], OFFICER)
    return found


class TestBegin:
    async def test_makes_a_draft_with_its_first_step(self, session, member):
        await open_cohort(session, quota=1)

        application = await _begin(session, member.id)

        assert application.status is DreamStatus.draft
        (step,) = await steps.history(session, application)
        assert (step.before, step.after) == (None, "draft")
        assert step.author is AuthorKind.member

    async def test_again_gives_the_same_draft(self, session, member):
        await open_cohort(session, quota=1)

        first = await _begin(session, member.id)
        again = await _begin(session, member.id)

        assert first.id == again.id
        assert len(await steps.history(session, first)) == 1

    async def test_another_level_in_the_same_year_is_refused(self, session, member):
        await open_cohort(session, quota=1, level=DreamLevel.either)
        await _begin(session, member.id)

        with pytest.raises(Conflict):
            await _begin(session, member.id, DreamLevel.bachelor)

    async def test_after_a_withdrawal_it_may_begin_anew(self, session, member):
        await open_cohort(session, quota=1)
        first = await _begin(session, member.id)
        await dream_applications.withdraw(session, first)

        second = await _begin(session, member.id)

        assert second.id != first.id

    @pytest.mark.parametrize("level", [DreamLevel.bachelor, DreamLevel.either])
    async def test_a_level_that_the_year_has_not_is_refused(
        self, session, member, level
    ):
        await open_cohort(session, quota=1)

        with pytest.raises(NotFound):
            await _begin(session, member.id, level)

    async def test_an_unknown_year_is_refused(self, session, member):
        with pytest.raises(NotFound):
            await _begin(session, member.id)


class TestSubmit:
    async def test_within_the_window(self, session, member):
        await open_cohort(session, quota=1)
        application = await _begin(session, member.id)

        await dream_applications.submit(session, application)

        assert application.status is DreamStatus.submitted
        assert application.submitted_at is not None

    async def test_is_refused_with_the_days_when_the_window_is_closed(
        self, session, member, time
    ):
        await open_cohort(session, quota=1)
        application = await _begin(session, member.id)
        time.forward(days=30)

        with pytest.raises(NotEntitled, match=r"不在报名时间.*2026-07-31"):
            await dream_applications.submit(session, application)

        assert application.status is DreamStatus.draft

    async def test_is_refused_while_the_days_are_not_known(self, session, member):
        await dream_cohorts.load(session)
        application = await dream_applications.begin(
            session, member_id=member.id, year=2023, level=DreamLevel.college
        )

        with pytest.raises(NotEntitled, match="没有核实到"):
            await dream_applications.submit(session, application)

    async def test_what_was_sent_back_may_be_completed_after_the_window(
        self, session, member, time
    ):
        await open_cohort(session, quota=1)
        application = await under_review(session, member.id)
        await dream_applications.move(
            session, application, DreamStatus.returned, REASON
        )
        time.forward(days=30)

        await dream_applications.submit(session, application)

        assert application.status is DreamStatus.submitted


class TestMove:
    @pytest.mark.parametrize(
        "to", [DreamStatus.approved, DreamStatus.waiting, DreamStatus.withdrawn]
    )
    async def test_gives_and_frees_no_place(self, session, member, to):
        await open_cohort(session, quota=1)
        application = await under_review(session, member.id)

        with pytest.raises(TransitionNotAllowed):
            await dream_applications.move(session, application, to, OFFICER)

    async def test_refuses_to_leap(self, session, member):
        await open_cohort(session, quota=1)
        application = await _begin(session, member.id)

        with pytest.raises(TransitionNotAllowed, match="draft → enrolled"):
            await dream_applications.move(
                session, application, DreamStatus.enrolled, OFFICER
            )


class TestAccept:
    async def test_gives_places_until_they_are_gone_then_numbers(self, session):
        await open_cohort(session, quota=2)

        found = await _accepted(session, 4)

        assert [(a.status.value, a.waiting_number) for a in found] == [
            ("approved", None),
            ("approved", None),
            ("waiting", 1),
            ("waiting", 2),
        ]
        assert (await only_pool(session)).taken == 2

    async def test_who_waits_is_told_the_place_in_the_queue(self, session):
        await open_cohort(session, quota=1)
        *_, last = await _accepted(session, 3)

        told = await dream_applications.progress(session, last)

        assert "候补第2位" in told.told

    async def test_a_draft_can_not_be_accepted(self, session, member):
        await open_cohort(session, quota=1)
        application = await _begin(session, member.id)

        with pytest.raises(TransitionNotAllowed):
            await dream_applications.accept(session, application, OFFICER)

        assert (await only_pool(session)).taken == 0

    async def test_no_place_at_all_means_waiting(self, session, member):
        await open_cohort(session, quota=0)
        application = await under_review(session, member.id)

        to = await dream_applications.accept(session, application, OFFICER)

        assert to is DreamStatus.waiting


class TestWithdraw:
    async def test_a_place_goes_to_the_first_in_the_queue(self, session):
        await open_cohort(session, quota=1)
        holder, first, second = await _accepted(session, 3)

        await dream_applications.withdraw(session, holder)

        assert holder.status is DreamStatus.withdrawn
        assert (first.status, first.waiting_number) == (DreamStatus.approved, None)
        assert second.status is DreamStatus.waiting
        assert (await only_pool(session)).taken == 1
        told = await dream_applications.progress(session, second)
        assert "候补第1位" in told.told

    async def test_the_promotion_is_written_down_as_the_systems(self, session):
        await open_cohort(session, quota=1)
        holder, first = await _accepted(session, 2)

        await dream_applications.withdraw(session, holder)

        step = (await steps.history(session, first))[-1]
        assert (step.before, step.after) == ("waiting", "approved")
        assert step.author is AuthorKind.system
        assert "递补" in step.words

    async def test_from_the_queue_frees_no_place(self, session):
        await open_cohort(session, quota=1)
        holder, first, second = await _accepted(session, 3)

        await dream_applications.withdraw(session, first)

        assert holder.status is DreamStatus.approved
        assert second.status is DreamStatus.waiting
        assert (await only_pool(session)).taken == 1

    async def test_without_a_queue_the_place_stays_free(self, session):
        await open_cohort(session, quota=1)
        (holder,) = await _accepted(session, 1)

        await dream_applications.withdraw(session, holder)

        assert (await only_pool(session)).taken == 0

    async def test_twice_is_refused_and_frees_one_place(self, session):
        await open_cohort(session, quota=1)
        (holder,) = await _accepted(session, 1)
        await dream_applications.withdraw(session, holder)

        with pytest.raises(TransitionNotAllowed):
            await dream_applications.withdraw(session, holder)

        assert (await only_pool(session)).taken == 0

    async def test_who_is_enrolled_can_not(self, session):
        await open_cohort(session, quota=1)
        (holder,) = await _accepted(session, 1)
        await dream_applications.move(session, holder, DreamStatus.enrolled, OFFICER)

        with pytest.raises(TransitionNotAllowed):
            await dream_applications.withdraw(session, holder)


class TestDecline:
    async def test_a_declined_place_goes_to_the_next(self, session):
        await open_cohort(session, quota=1)
        holder, first = await _accepted(session, 2)

        await dream_applications.decline(session, holder)

        assert holder.status is DreamStatus.declined
        assert first.status is DreamStatus.approved

    async def test_who_has_no_place_has_nothing_to_decline(self, session):
        await open_cohort(session, quota=1)
        _holder, first = await _accepted(session, 2)

        with pytest.raises(TransitionNotAllowed):
            await dream_applications.decline(session, first)


class TestReject:
    async def test_needs_its_reason(self, session, member):
        await open_cohort(session, quota=1)
        application = await under_review(session, member.id)

        with pytest.raises(InvalidInput):
            await dream_applications.reject(session, application, OFFICER)

    async def test_keeps_the_reason(self, session, member):
        await open_cohort(session, quota=1)
        application = await under_review(session, member.id)

        await dream_applications.reject(session, application, REASON)

        assert (await steps.history(session, application))[-1].words == "资料不实"


class TestResize:
    async def test_new_places_go_to_who_waits_in_turn(self, session):
        await open_cohort(session, quota=1)
        _holder, first, second, third = await _accepted(session, 4)

        await dream_applications.resize(
            session, year=YEAR, level=DreamLevel.college, quota=3
        )

        assert [a.status.value for a in (first, second, third)] == [
            "approved",
            "approved",
            "waiting",
        ]
        assert (await only_pool(session)).taken == 3

    async def test_below_the_places_given_out_is_refused(self, session):
        await open_cohort(session, quota=2)
        await _accepted(session, 2)

        with pytest.raises(InvalidInput, match="2 places"):
            await dream_applications.resize(
                session, year=YEAR, level=DreamLevel.college, quota=1
            )

    async def test_of_an_unknown_level_is_refused(self, session):
        await open_cohort(session, quota=2)

        with pytest.raises(NotFound):
            await dream_applications.resize(
                session, year=YEAR, level=DreamLevel.bachelor, quota=1
            )


class TestLatestOf:
    async def test_is_the_newest(self, session, member):
        await open_cohort(session, quota=1)
        first = await _begin(session, member.id)
        await dream_applications.withdraw(session, first)
        second = await _begin(session, member.id)

        found = await dream_applications.latest_of(session, member.id)

        assert found.id == second.id

    async def test_who_never_applied_has_none(self, session, member):
        assert await dream_applications.latest_of(session, member.id) is None


class TestProgress:
    async def test_tells_the_step_and_since_when(self, session, member, time):
        await open_cohort(session, quota=1)
        application = await _begin(session, member.id)
        time.forward(days=1)
        await dream_applications.submit(session, application)

        told = await dream_applications.progress(session, application)

        assert (told.status, told.label) == ("submitted", "已提交")
        assert told.since.date() == date(2026, 7, 16)


class TestTransitions:
    def test_every_state_has_its_row_and_leads_somewhere_known(self):
        assert set(DREAM_TRANSITIONS) == set(DreamStatus)
        assert {to for row in DREAM_TRANSITIONS.values() for to in row} <= set(
            DreamStatus
        )

    def test_what_has_ended_leads_nowhere(self):
        assert all(not status.next for status in DREAM_ENDED)


class TestOneTransaction:
    async def test_steps_taken_together_lose_nothing(self, session, member, time):
        """A record is read again before each step; what went before is written."""
        await open_cohort(session, quota=1)

        application = await under_review(session, member.id)

        assert application.submitted_at == time.at
