import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from helpdesk.database import unit_of_work
from helpdesk.errors import (
    AlreadyMember,
    Conflict,
    DetailsDisagree,
    InvalidInput,
    NotFound,
    TransitionNotAllowed,
)
from helpdesk.members import members
from helpdesk.members.applications import applications, reviews
from helpdesk.members.registration import Person
from helpdesk.models import (
    Application,
    ApplicationStatus,
    EmploymentKind,
    Member,
    MemberStatus,
    RealNameStatus,
    Route,
    UnionState,
)
from helpdesk.organisations import Worksite
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER
from helpdesk.seed.people import id_number
from tests.helpdesk.conftest import UNKNOWN_PHONES
from tests.helpdesk.members.people import (
    OFFICER,
    WORKER,
    XIXIANG,
    employer,
    log,
    stranger,
)


async def _submitted(session, person=None, **options):
    return await applications.submit(
        session, person or stranger(), by=WORKER, **options
    )


class TestSubmit:
    async def test_puts_the_person_on_record_as_an_applicant(self, session):
        application = await _submitted(session)

        member = await members.by_id(session, application.member_id)
        assert (member.name, member.phone) == ("陈小满", UNKNOWN_PHONES[0])
        assert member.status is MemberStatus.applied
        assert member.real_name_status is RealNameStatus.collected
        assert (member.district, member.street) == ("宝安", "西乡")
        assert member.member_number is None

    async def test_goes_to_the_employers_union_and_the_one_above(self, session):
        union = await employer(session)

        application = await _submitted(
            session, stranger(site=Worksite(employer=union.employer))
        )

        assert application.status is ApplicationStatus.submitted
        assert application.route is Route.employer
        assert (application.primary_id, application.upper_id) == (
            union.id,
            union.parent_id,
        )

    async def test_goes_above_an_employer_without_union(self, session):
        union = await employer(session, UnionState.absent)

        application = await _submitted(
            session, stranger(site=Worksite(employer=union.employer))
        )

        assert application.route is Route.local
        assert application.primary_id == union.parent_id

    async def test_takes_in_a_rider(self, session):
        site = Worksite(EmploymentKind.gig, place="西乡", trade="网约配送")

        application = await _submitted(session, stranger(site=site))

        assert application.route is Route.trade
        member = await members.by_id(session, application.member_id)
        assert member.employment is EmploymentKind.gig

    async def test_uses_the_record_of_who_is_known(self, session):
        known = await members.by_phone(session, DEMO_GIG_WORKER.phone)
        person = Person(
            DEMO_GIG_WORKER.name,
            DEMO_GIG_WORKER.phone,
            DEMO_GIG_WORKER.id_number,
            XIXIANG,
        )

        application = await _submitted(session, person)

        assert application.member_id == known.id
        assert known.status is MemberStatus.applied

    async def test_twice_is_once(self, session):
        first = await _submitted(session, request_key="c1:m1")
        again = await _submitted(session, request_key="c1:m1")
        other = await _submitted(session, request_key="c1:m2")

        assert again is first
        assert other is first
        assert await session.scalar(select(func.count(Application.id))) == 1
        assert len(await log(session)) == 1

    async def test_a_message_sent_again_after_the_end_makes_nothing_new(self, session):
        first = await _submitted(session, request_key="c1:m1")
        await reviews.withdraw(session, first.id, by=WORKER)

        again = await _submitted(session, request_key="c1:m1")

        assert again is first
        assert again.status is ApplicationStatus.withdrawn

    async def test_may_be_tried_anew_after_the_end(self, session):
        first = await _submitted(session, request_key="c1:m1")
        await reviews.withdraw(session, first.id, by=WORKER)

        second = await _submitted(session, request_key="c1:m2")

        assert second.id != first.id
        assert second.status is ApplicationStatus.submitted

    async def test_a_message_applies_for_one_person(self, session):
        await _submitted(session, request_key="c1:m1")

        with pytest.raises(Conflict, match="somebody else"):
            await _submitted(session, stranger(1), request_key="c1:m1")

    async def test_refuses_a_member(self, session):
        person = Person(
            DEMO_MEMBER.name, DEMO_MEMBER.phone, DEMO_MEMBER.id_number, XIXIANG
        )

        with pytest.raises(AlreadyMember):
            await _submitted(session, person)

    @pytest.mark.parametrize(
        "changes",
        [
            {"phone": DEMO_MEMBER.phone},
            {"id_number": DEMO_MEMBER.id_number},
            {"phone": DEMO_MEMBER.phone, "id_number": DEMO_MEMBER.id_number},
            {"name": DEMO_MEMBER.name, "id_number": DEMO_MEMBER.id_number},
            {"name": DEMO_MEMBER.name, "phone": DEMO_MEMBER.phone},
        ],
    )
    async def test_details_of_somebody_else_tell_nothing(self, session, changes):
        with pytest.raises(DetailsDisagree) as raised:
            await _submitted(session, stranger(**changes))

        assert str(raised.value) == "name, phone and ID number are not one person's"

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": ""},
            {"name": " \x00"},
            {"phone": "12345"},
            {"phone": "0755-12345678"},
            {"id_number": "440300192503010003"},
            {"id_number": "44030019250301000"},
            {"id_number": "440300192502300000"},
            {"id_number": ""},
        ],
    )
    async def test_refuses_what_can_not_be_right(self, session, changes):
        with pytest.raises(InvalidInput):
            await _submitted(session, stranger(**changes))

        assert await session.scalar(select(func.count(Application.id))) == 0

    async def test_refuses_a_child(self, session, time):
        born = time.at.date().replace(year=time.at.year - 16, day=16)

        with pytest.raises(InvalidInput, match="working age"):
            await _submitted(session, stranger(id_number=id_number(born)))

    async def test_takes_who_is_sixteen_today(self, session, time):
        born = time.at.date().replace(year=time.at.year - 16)

        assert await _submitted(session, stranger(id_number=id_number(born)))

    async def test_reads_full_width_digits_and_spaces(self, session):
        plain = stranger()
        spaced = f"{plain.phone[:3]} {plain.phone[3:7]} {plain.phone[7:]}"
        wide = plain.id_number.translate({ord("0") + n: 0xFF10 + n for n in range(10)})

        await _submitted(session, stranger(phone=spaced, id_number=wide))

        assert await members.by_phone(session, plain.phone)

    async def test_the_log_holds_no_personal_data(self, session):
        await _submitted(session)

        (entry,) = await log(session)
        assert entry.after == {"status": "submitted"}
        assert entry.actor_member_id is None

    async def test_a_name_of_any_length_is_cut(self, session):
        application = await _submitted(session, stranger(name="陈" * 400))

        member = await session.get(Member, application.member_id)
        assert len(member.name) == 40


class TestResubmit:
    async def test_goes_back_to_the_union(self, session):
        application = await _submitted(session)
        await reviews.send_back(session, application.id, "请补登记表", by=OFFICER)

        await applications.resubmit(session, application.id, by=WORKER)

        assert application.status is ApplicationStatus.submitted
        assert application.reason is None

    async def test_looks_for_the_union_anew(self, session):
        union = await employer(session)
        application = await _submitted(session)
        await reviews.send_back(session, application.id, "单位名称写错了", by=OFFICER)

        await applications.resubmit(
            session, application.id, by=WORKER, site=Worksite(employer=union.employer)
        )

        assert application.primary_id == union.id
        assert application.employer == union.employer

    async def test_twice_is_once(self, session):
        application = await _submitted(session)
        await reviews.send_back(session, application.id, "请补登记表", by=OFFICER)

        for _ in range(2):
            await applications.resubmit(session, application.id, by=WORKER)

        assert len(await log(session)) == 3

    async def test_is_not_for_what_is_under_review(self, session):
        application = await _submitted(session)
        await reviews.agree(
            session, application.id, seen=ApplicationStatus.submitted, by=OFFICER
        )

        with pytest.raises(TransitionNotAllowed):
            await applications.resubmit(session, application.id, by=WORKER)


class TestProgress:
    async def test_names_the_unions_and_the_next_step(self, session):
        union = await employer(session)
        application = await _submitted(
            session, stranger(site=Worksite(employer=union.employer))
        )

        told = await applications.progress(session, application)

        assert union.name in told.now
        assert told.next.startswith("下一步")

    async def test_tells_why_it_came_back(self, session):
        application = await _submitted(session)
        await reviews.send_back(session, application.id, "请补登记表", by=OFFICER)

        told = await applications.progress(session, application)

        assert "请补登记表" in str(told)


class TestLatestOf:
    async def test_is_the_newest(self, session):
        first = await _submitted(session)
        await reviews.withdraw(session, first.id, by=WORKER)
        second = await _submitted(session)

        found = await applications.latest_of(session, first.member_id)

        assert found is second

    async def test_is_none_for_who_never_applied(self, session, member):
        assert await applications.latest_of(session, member.id) is None


class TestById:
    async def test_misses(self, session):
        with pytest.raises(NotFound):
            await applications.by_id(session, 0)


class TestDatabase:
    async def test_holds_one_application_on_its_way_a_person(self, sessions):
        async with unit_of_work(sessions) as session:
            application = await _submitted(session)
        copy = {
            "member_id": application.member_id,
            "route": application.route,
            "employment": application.employment,
            "primary_id": application.primary_id,
        }

        with pytest.raises(IntegrityError):
            async with unit_of_work(sessions) as session:
                session.add(Application(**copy))
