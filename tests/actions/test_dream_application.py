from datetime import date

import pytest
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.dream_plan import dream_applications, dream_cohorts
from helpdesk.models import (
    AuthorKind,
    DreamApplication,
    DreamCohort,
    DreamLevel,
    DreamPool,
    DreamStatus,
)
from helpdesk.models.articles import Confidence
from helpdesk.steps import By

WISH = ("我要报名圆梦计划", "apply_dream_plan")


@pytest.fixture
async def open_window(stage):
    """A year whose days of applying are known and under way."""
    async with unit_of_work(stage.sessions) as session:
        cohort = DreamCohort(
            year=2026,
            note="",
            source="2026年简章",
            confidence=Confidence.B,
            opens_on=date(2026, 7, 1),
            closes_on=date(2026, 7, 31),
        )
        session.add(cohort)
        await session.flush()
        session.add(DreamPool(cohort_id=cohort.id, level=DreamLevel.college, quota=1))
    return stage


async def hand_in(stage, education="高中"):
    await stage.verify()
    await stage.run("action_begin_dream_application", *WISH)
    await stage.open("apply_dream_form")
    await stage.answer(education, education_level=education)
    await stage.answer("是的", "affirm")
    await stage.run("action_hand_in_dream_application")
    stage.close()


async def stored(stage) -> list[DreamApplication]:
    async with stage.sessions() as session:
        return list(await session.scalars(select(DreamApplication)))


class TestBegin:
    async def test_says_so_when_the_days_are_not_known_and_offers(self, stage):
        await stage.run("action_begin_dream_application", *WISH)

        assert stage.responses() == [
            "utter_dream_window_told",
            "utter_dream_interest_offered",
        ]
        assert "还没有核实到" in stage.fields("utter_dream_window_told")["why"]
        assert stage.slots["offered_form"] == "dream_interest_form"

    async def test_asks_for_proof_in_the_days_of_applying(self, open_window):
        await open_window.run("action_begin_dream_application", *WISH)

        assert open_window.responses() == ["utter_verification_needed"]

    async def test_tells_the_documents_then_asks(self, open_window):
        await open_window.verify()

        await open_window.run("action_begin_dream_application", *WISH)

        assert open_window.responses() == ["utter_dream_documents_told"]

    async def test_takes_what_is_wished_for_for_no_schooling(self, stage):
        await stage.run(
            "action_begin_dream_application",
            "我想报名读圆梦的大专",
            "apply_dream_plan",
            education_level="大专",
        )

        assert stage.slots.get("education") is None

    @pytest.mark.parametrize("text", ["我要报团委的圆梦计划", "我要报东莞圆梦计划"])
    async def test_sends_other_plans_to_their_own_number(self, stage, text):
        await stage.run("action_begin_dream_application", text, "apply_dream_plan")

        assert stage.responses() == ["utter_other_dream_plan_told"]
        assert "12355" in stage.said[0]["why"]


class TestSubmit:
    async def test_hands_the_application_in(self, open_window):
        await hand_in(open_window)

        [application] = await stored(open_window)
        assert application.status is DreamStatus.submitted
        assert application.level is DreamLevel.college
        told = open_window.fields("utter_dream_application_told")
        assert told["label"] == "已提交"

    async def test_twice_is_once(self, open_window):
        await hand_in(open_window)
        await hand_in(open_window)

        assert len(await stored(open_window)) == 1
        assert open_window.responses() == ["utter_dream_application_told"]

    @pytest.mark.parametrize("education", ["初中", "大专"])
    async def test_says_when_no_level_fits(self, open_window, education):
        await hand_in(open_window, education)

        assert open_window.responses() == ["utter_dream_level_missing"]
        assert await stored(open_window) == []


class TestCheck:
    async def test_asks_for_proof_first(self, stage):
        await stage.run(
            "action_check_dream_application", "审核过了没", "check_dream_application"
        )

        assert stage.responses() == ["utter_verification_needed"]

    async def test_says_when_there_is_none(self, stage):
        await stage.verify()

        await stage.run(
            "action_check_dream_application", "审核过了没", "check_dream_application"
        )

        assert stage.responses() == ["utter_dream_application_missed"]

    async def test_tells_what_is_missing(self, open_window):
        await hand_in(open_window)
        by = By(AuthorKind.officer, words="缺毕业证复印件")
        async with unit_of_work(open_window.sessions) as session:
            application = (await session.scalars(select(DreamApplication))).one()
            for status in (DreamStatus.reviewing, DreamStatus.returned):
                await dream_applications.move(session, application, status, by)

        await open_window.run(
            "action_check_dream_application", "审核过了没", "check_dream_application"
        )

        assert open_window.fields("utter_dream_application_told")["label"] == "需补材料"
        assert (
            open_window.fields("utter_dream_reason_told")["reason"] == "缺毕业证复印件"
        )

    async def test_tells_the_place_on_the_waiting_list(self, open_window):
        await hand_in(open_window)
        async with unit_of_work(open_window.sessions) as session:
            cohort = await dream_cohorts.of_year(session, 2026)
            [pool] = await dream_cohorts.pools(session, cohort)
            pool.taken = pool.quota
            application = (await session.scalars(select(DreamApplication))).one()
            by = By(AuthorKind.officer)
            await dream_applications.move(
                session, application, DreamStatus.reviewing, by
            )
            await dream_applications.accept(session, application, by)

        await open_window.run(
            "action_check_dream_application", "排到第几了", "check_dream_application"
        )

        told = open_window.fields("utter_dream_application_told")["told"]
        assert "候补第1位" in told
