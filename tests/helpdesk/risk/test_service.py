import asyncio

import pytest
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.errors import Conflict, InvalidInput, TransitionNotAllowed
from helpdesk.models import (
    RISK_TRANSITIONS,
    AuthorKind,
    Escalation,
    Priority,
    Reporter,
    RiskKind,
    RiskReport,
    RiskSign,
    RiskStatus,
)
from helpdesk.risk import Told, Who, risk
from helpdesk.steps import By, steps

OFFICER = By()
EMPLOYER = "深圳市岚禾电子有限公司"


@pytest.fixture(autouse=True)
def _standing_clock(time):
    """Reports are added up within some days."""


async def _report(session, headcount=6, *, employer=EMPLOYER, who=None, **told):
    return await risk.report(
        session,
        Told(employer, RiskKind.unpaid_wages, headcount, **told),
        who or Who(),
    )


class TestReport:
    async def test_is_taken_down_with_its_reason(self, session):
        report, found = await _report(session, place="宝安区西乡街道")

        assert (report.status, report.escalation) == (
            RiskStatus.reported,
            Escalation.none,
        )
        assert (report.district, report.street) == ("宝安", "西乡")
        (step,) = await steps.history(session, report)
        assert step.words == found.explanation

    async def test_a_crowd_goes_to_the_squad_at_once(self, session):
        report, _ = await _report(
            session, 80, collective=True, signs=[RiskSign.stoppage]
        )

        assert report.urgency is Priority.urgent
        assert report.escalation.rank >= Escalation.squad.rank

    async def test_small_reports_of_one_employer_add_up(self, session):
        first, alone = await _report(session, 6, collective=True)
        second, together = await _report(session, 6, employer=" 岚禾电子 ")

        assert alone.escalation is Escalation.none
        assert together.escalation is Escalation.district
        assert first.subject_id == second.subject_id
        words = (await steps.history(session, second))[0].words
        assert "共2条线索、12人，可能有重复" in words

    async def test_reports_of_another_employer_do_not(self, session):
        await _report(session, 6)
        _, found = await _report(session, 6, employer="澍霁家居有限公司")

        assert found.escalation is Escalation.none

    async def test_old_and_settled_reports_do_not(self, session, time):
        await _report(session, 6)
        time.forward(days=8)
        second, found = await _report(session, 6)
        assert found.escalation is Escalation.none
        for to in (RiskStatus.handling, RiskStatus.settled):
            await risk.move(session, second, to, OFFICER)

        _, found = await _report(session, 6)

        assert found.escalation is Escalation.none

    async def test_one_ticket_makes_one_report(self, session, ticket):
        first, _ = await _report(session, who=Who(ticket_id=ticket.id))
        again, found = await _report(session, who=Who(ticket_id=ticket.id))

        assert first.id == again.id
        assert found.escalation is Escalation.none

    @pytest.mark.parametrize(
        ("reporter", "author"),
        [
            (Reporter.worker, AuthorKind.member),
            (Reporter.officer, AuthorKind.officer),
            (Reporter.bot, AuthorKind.bot),
        ],
    )
    async def test_who_reports_is_written_down(self, session, reporter, author):
        report, _ = await _report(session, who=Who(reporter))

        assert (await steps.history(session, report))[0].author is author

    @pytest.mark.parametrize(
        "told",
        [
            {"headcount": 0},
            {"employer": ""},
            {"employer": "……"},
            {"months_unpaid": -1},
            {"months_unpaid": 1000},
            {"cents": -1},
        ],
    )
    async def test_what_can_not_be_is_refused(self, session, told):
        with pytest.raises(InvalidInput):
            await _report(session, **told)

    async def test_a_very_long_name_is_cut_and_still_meets_itself(self, session):
        first, _ = await _report(session, employer="岚" * 500)
        again, _ = await _report(session, employer="岚" * 500)

        assert first.subject_id == again.subject_id

    async def test_a_phone_beside_the_name_is_masked(self, session):
        await _report(session, employer="岚禾电子13800138000")

        (found,) = await risk.list_open(session)
        assert found.subject.employer == "岚禾电子138****8000"
        assert "13800138000" not in found.subject.key

    async def test_two_at_once_do_not_miss_each_other(self, sessions):
        async with unit_of_work(sessions) as session:
            await _report(session, 1)  # the employer is on record already

        async def report(_turn):
            async with unit_of_work(sessions) as session:
                _, found = await _report(session, 6, collective=True)
                await asyncio.sleep(0.3)  # longer than a connection takes to open
                return found.escalation

        told = await asyncio.gather(*(report(turn) for turn in range(2)))

        assert sorted(told, key=lambda each: each.rank) == [
            Escalation.none,
            Escalation.district,
        ]


class TestAdd:
    async def test_more_people_raise_a_report(self, session):
        report, _ = await _report(session, 6)

        await risk.add(session, report, headcount=40, by=OFFICER)

        assert report.escalation is Escalation.council
        assert report.urgency is Priority.high

    async def test_fewer_people_never_lower_it(self, session):
        report, _ = await _report(session, 40)

        found = await risk.add(session, report, headcount=2, by=OFFICER)

        assert found.escalation is Escalation.none
        assert report.escalation is Escalation.council
        assert report.urgency is Priority.high

    async def test_a_sign_is_kept_with_the_others(self, session):
        report, _ = await _report(session, 12, signs=[RiskSign.gathering])

        await risk.add(session, report, signs=[RiskSign.violence], by=OFFICER)

        assert report.signs == ["gathering", "violence"]

    async def test_refuses_nobody(self, session):
        report, _ = await _report(session)

        with pytest.raises(InvalidInput):
            await risk.add(session, report, headcount=0, by=OFFICER)


class TestEscalate:
    async def test_an_officer_may_raise_it_with_a_reason(self, session):
        report, _ = await _report(session)

        await risk.escalate(session, report, Escalation.squad, By(words="现场情绪激动"))

        assert report.escalation is Escalation.squad
        words = (await steps.history(session, report))[-1].words
        assert words == "升级：报应急分队。现场情绪激动"

    async def test_needs_its_reason(self, session):
        report, _ = await _report(session)

        with pytest.raises(InvalidInput):
            await risk.escalate(session, report, Escalation.squad, OFFICER)

    @pytest.mark.parametrize("to", [Escalation.none, Escalation.council])
    async def test_goes_up_only(self, session, to):
        report, _ = await _report(session, 40)

        with pytest.raises(Conflict):
            await risk.escalate(session, report, to, By(words="x"))


class TestMove:
    async def test_refuses_to_leap(self, session):
        report, _ = await _report(session)

        with pytest.raises(TransitionNotAllowed, match="reported → settled"):
            await risk.move(session, report, RiskStatus.settled, OFFICER)

    async def test_a_settled_matter_may_flare_up_again(self, session):
        report, _ = await _report(session)
        for to in (RiskStatus.handling, RiskStatus.settled, RiskStatus.handling):
            await risk.move(session, report, to, OFFICER)

        assert report.status is RiskStatus.handling


class TestListOpen:
    async def test_the_highest_comes_first_with_its_employer(self, session):
        low, _ = await _report(session, 1)
        high, _ = await _report(session, 40, employer="澍霁家居")

        found = await risk.list_open(session)

        assert [each.id for each in found] == [high.id, low.id]
        assert found[0].subject.employer == "澍霁家居"

    async def test_may_be_asked_from_a_level_up(self, session):
        await _report(session, 1)
        high, _ = await _report(session, 40, employer="澍霁家居")

        found = await risk.list_open(session, at_least=Escalation.council)

        assert [each.id for each in found] == [high.id]

    async def test_what_is_over_is_not_listed(self, session):
        report, _ = await _report(session)
        await risk.move(session, report, RiskStatus.unfounded, OFFICER)

        assert await risk.list_open(session) == []

    async def test_may_be_asked_by_state(self, session):
        await _report(session)

        assert await risk.list_open(session, status=RiskStatus.handling) == []


class TestProgress:
    @pytest.mark.parametrize("status", RiskStatus)
    async def test_every_state_has_words(self, session, status):
        report, _ = await _report(session)
        report.status = status

        assert (await risk.progress(session, report)).told


class TestSigns:
    async def test_are_not_kept_in_the_clear(self, session):
        await _report(session, signs=[RiskSign.self_harm])

        signs = await session.scalar(select(RiskReport.signs))

        assert signs == ["self_harm"]


class TestTransitions:
    def test_every_state_has_its_row(self):
        assert set(RISK_TRANSITIONS) == set(RiskStatus)
