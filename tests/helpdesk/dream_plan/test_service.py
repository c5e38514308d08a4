import pytest

from helpdesk.dream_plan import Outcome, Verdict, dream_plan
from helpdesk.members import members
from helpdesk.models import MemberStatus
from helpdesk.seed import DEMO_GIG_WORKER


async def _check(session, member, education="高中", employed=None):
    return await dream_plan.check(
        session, member=member, education=education, employed_in_shenzhen=employed
    )


class TestCheck:
    async def test_a_member_works_in_shenzhen(self, session, member):
        told = await _check(session, member)

        assert (told.verdict, told.level) == (Verdict.likely, "高起专")

    async def test_what_is_said_counts_more_than_the_record(self, session, member):
        told = await _check(session, member, employed=False)

        assert told.verdict is Verdict.unlikely

    async def test_a_worker_outside_the_union_is_told_so(self, session):
        worker = await members.by_phone(session, DEMO_GIG_WORKER.phone)

        told = await _check(session, worker)

        assert told.verdict is Verdict.unknown
        assert told.checks[0].outcome is Outcome.unmet

    @pytest.mark.parametrize("status", [MemberStatus.left, MemberStatus.applied])
    async def test_who_left_or_only_applied_is_no_member(self, session, member, status):
        member.status = status

        told = await _check(session, member)

        assert told.checks[0].outcome is Outcome.unmet

    async def test_an_unknown_person_is_not_judged_by_membership(self, session):
        told = await _check(session, None, employed=True)

        assert told.checks[0].outcome is Outcome.unknown
        assert told.verdict is Verdict.likely
