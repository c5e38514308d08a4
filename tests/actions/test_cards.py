import pytest
from sqlalchemy import select

from helpdesk.conversations import conversations
from helpdesk.identity import identity
from helpdesk.models import Card, CardState, OneTimeCode
from helpdesk.seed import DEMO_MEMBER

INTENT = "report_card_problem"
TAIL = DEMO_MEMBER.id_number[-4:]


async def say(stage, text):
    await stage.run("action_begin_card", text, INTENT)
    await stage.open("choose_card_problem_form")
    stage.close()


async def rows(stage, model):
    async with stage.sessions() as session:
        return list(await session.scalars(select(model)))


class TestReport:
    async def test_blocks_a_lost_card_at_level_one_without_a_code(self, stage):
        await say(stage, "我的会员卡丢了")
        await stage.run("action_report_card")
        assert stage.responses() == ["utter_matching_needed"]
        await stage.open("verify_identity_form")
        await stage.answer(
            f"{DEMO_MEMBER.phone} {TAIL}", phone_number=DEMO_MEMBER.phone
        )
        assert stage.responses() == ["utter_identity_matched"]
        assert stage.slots["requested_slot"] is None
        stage.close()

        await stage.run("action_go_on")

        assert stage.responses() == [
            "utter_card_blocked",
            "utter_card_replacement_offered",
        ]
        assert [card.state for card in await rows(stage, Card)] == [CardState.lost]
        assert await rows(stage, OneTimeCode) == []
        async with stage.sessions() as session:
            talk = await conversations.by_thread(session, stage.thread)
            assert await identity.level(session, talk) == 1

    async def test_a_match_opens_nothing_that_needs_a_code(self, stage):
        await self.test_blocks_a_lost_card_at_level_one_without_a_code(stage)

        await stage.run("action_check_membership", "查会员", "check_membership")

        assert stage.responses() == ["utter_verification_needed"]

    async def test_blocks_nothing_for_a_wrong_tail(self, stage):
        await say(stage, "卡丢了帮我挂失")
        await stage.run("action_report_card")
        await stage.open("verify_identity_form")
        await stage.answer(f"{DEMO_MEMBER.phone} 9999", phone_number=DEMO_MEMBER.phone)

        assert stage.responses() == ["utter_identity_mismatched"]
        assert await rows(stage, Card) == []

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("会员卡一直没收到", "没收到卡"),
            ("卡激活不了", "激活不了"),
            ("卡坏了刷不出来", "卡坏了"),
            ("卡上名字印错了", "卡上信息不对"),
        ],
    )
    async def test_says_what_to_do_about_other_trouble(self, stage, text, problem):
        await say(stage, text)

        await stage.run("action_report_card")

        assert stage.slots["card_problem"] == problem
        assert stage.responses() == ["utter_card_advised", "utter_ticket_offered"]
        assert stage.slots["offered_form"] == "report_card_form"

    async def test_asks_what_is_wrong(self, stage):
        await say(stage, "会员卡有问题")

        assert stage.slots["requested_slot"] == "card_problem"
