import pytest

from helpdesk.errors import InvalidInput, NotFound, TransitionNotAllowed
from helpdesk.members import members
from helpdesk.members.applications import applications, reviews
from helpdesk.models import (
    APPLICATION_TRANSITIONS,
    ApplicationStatus,
    MemberStatus,
)
from helpdesk.numbers import luhn_valid
from helpdesk.organisations import Worksite
from tests.helpdesk.members.people import OFFICER, WORKER, employer, log, stranger

SUBMITTED = ApplicationStatus.submitted
PRIMARY = ApplicationStatus.primary_review
UPPER = ApplicationStatus.upper_review
ENDS = (ApplicationStatus.rejected, ApplicationStatus.withdrawn)


async def _submitted(session, person=None):
    return await applications.submit(session, person or stranger(), by=WORKER)


async def _at_work(session):
    """An application to an employer's union: all three levels of 小三级."""
    union = await employer(session)
    return await _submitted(session, stranger(site=Worksite(employer=union.employer)))


async def _agree(session, application, *seen):
    for state in seen:
        await reviews.agree(session, application.id, seen=state, by=OFFICER)


class TestAgree:
    async def test_goes_up_the_levels_to_membership(self, session, time):
        application = await _at_work(session)

        await _agree(session, application, SUBMITTED, PRIMARY)
        assert application.status is UPPER
        await _agree(session, application, UPPER)

        member = await members.by_id(session, application.member_id)
        assert application.status is ApplicationStatus.approved
        assert application.decided_at == time.at
        assert member.status is MemberStatus.active
        assert member.organisation_id == application.primary_id
        assert member.joined_on == time.at.date()
        assert luhn_valid(member.member_number)
        assert len(member.member_number) == 10

    async def test_ends_with_the_first_union_where_none_is_above(self, session):
        application = await _submitted(session)

        await _agree(session, application, SUBMITTED, PRIMARY)

        assert application.status is ApplicationStatus.approved

    async def test_the_second_click_does_nothing(self, session):
        application = await _at_work(session)

        await _agree(session, application, SUBMITTED, SUBMITTED, PRIMARY, PRIMARY)

        assert application.status is UPPER
        assert len(await log(session)) == 3

    async def test_a_late_click_does_not_approve_what_was_withdrawn(self, session):
        application = await _submitted(session)
        await reviews.withdraw(session, application.id, by=WORKER)

        await _agree(session, application, SUBMITTED)

        assert application.status is ApplicationStatus.withdrawn

    @pytest.mark.parametrize(
        "state", [ApplicationStatus.returned, ApplicationStatus.withdrawn]
    )
    async def test_nobody_agrees_where_nobody_is_asked(self, session, state):
        application = await _submitted(session)
        application.status = state
        await session.flush()

        with pytest.raises(TransitionNotAllowed):
            await _agree(session, application, state)

    async def test_who_comes_back_keeps_the_number(self, session):
        application = await _submitted(session)
        await _agree(session, application, SUBMITTED, PRIMARY)
        member = await members.by_id(session, application.member_id)
        number, member.status = member.member_number, MemberStatus.left
        await session.flush()

        again = await _submitted(session)
        await _agree(session, again, SUBMITTED, PRIMARY)

        assert (member.member_number, member.left_on) == (number, None)
        assert member.status is MemberStatus.active

    async def test_misses_what_is_not_there(self, session):
        with pytest.raises(NotFound):
            await reviews.agree(session, 0, seen=SUBMITTED, by=OFFICER)


class TestSendBack:
    async def test_waits_for_the_worker(self, session):
        application = await _submitted(session)

        await reviews.send_back(session, application.id, "请补登记表", by=OFFICER)

        assert application.status is ApplicationStatus.returned
        assert application.decided_at is None
        member = await members.by_id(session, application.member_id)
        assert member.status is MemberStatus.applied

    async def test_keeps_no_personal_data_in_the_reason(self, session):
        application = await _submitted(session)

        await reviews.send_back(
            session, application.id, "电话13800138000打不通", by=OFFICER
        )

        assert application.reason == "电话138****8000打不通"
        assert (await log(session))[-1].reason == application.reason

    @pytest.mark.parametrize("reason", ["", "  ", "\x00\x01"])
    async def test_needs_a_reason(self, session, reason):
        application = await _submitted(session)

        with pytest.raises(InvalidInput):
            await reviews.send_back(session, application.id, reason, by=OFFICER)


class TestReject:
    async def test_gives_the_standing_back(self, session):
        application = await _submitted(session)
        await _agree(session, application, SUBMITTED)

        await reviews.reject(session, application.id, "已在外地入会", by=OFFICER)

        member = await members.by_id(session, application.member_id)
        assert application.status is ApplicationStatus.rejected
        assert member.status is MemberStatus.registered

    async def test_is_not_before_anybody_looked(self, session):
        application = await _submitted(session)

        with pytest.raises(TransitionNotAllowed, match="submitted → rejected"):
            await reviews.reject(session, application.id, "不符合", by=OFFICER)

    async def test_needs_a_reason(self, session):
        application = await _submitted(session)

        with pytest.raises(InvalidInput):
            await reviews.reject(session, application.id, "", by=OFFICER)


class TestWithdraw:
    async def test_gives_the_standing_back(self, session):
        application = await _submitted(session)

        await reviews.withdraw(session, application.id, by=WORKER)

        member = await members.by_id(session, application.member_id)
        assert member.status is MemberStatus.registered

    async def test_who_was_a_member_before_has_left_again(self, session, member):
        member.status = MemberStatus.left
        await session.flush()
        person = stranger(
            name=member.name, phone=member.phone, id_number=member.id_number
        )
        application = await _submitted(session, person)

        await reviews.withdraw(session, application.id, by=WORKER)

        assert member.status is MemberStatus.left

    async def test_twice_is_once(self, session):
        application = await _submitted(session)

        for _ in range(2):
            await reviews.withdraw(session, application.id, by=WORKER)

        assert len(await log(session)) == 2

    async def test_is_too_late_after_approval(self, session):
        application = await _submitted(session)
        await _agree(session, application, SUBMITTED, PRIMARY)

        with pytest.raises(TransitionNotAllowed):
            await reviews.withdraw(session, application.id, by=WORKER)

        member = await members.by_id(session, application.member_id)
        assert member.status is MemberStatus.active


class TestTransitions:
    def test_every_state_has_a_row(self):
        assert set(APPLICATION_TRANSITIONS) == set(ApplicationStatus)

    def test_every_way_can_end(self):
        for state in ApplicationStatus:
            reached, todo = set(), {state}
            while todo:
                reached |= todo
                todo = {after for one in todo for after in one.next} - reached
            assert any(one.is_settled for one in reached)

    def test_what_is_settled_stays(self):
        settled = {s for s in ApplicationStatus if s.is_settled}

        assert settled == {ApplicationStatus.approved, *ENDS}
