"""What a caller says or leaves unsaid, and what is said back."""

import httpx
import pytest

from helpdesk.models import Ticket
from tests.api.conftest import says
from tests.api.hotline.conftest import asks


class TestSpeech:
    async def test_is_asked_as_speech_and_said_as_such(self, begun, hear, bot):
        bot.will(says("工单号 260715 000 428，打12351。"))

        answer = await hear("查工单")

        assert bot.asked[0]["channel"] == "voice"
        assert answer["say"] == "工单号二六零七幺五 零零零 四二八，打幺二三五幺。"

    async def test_gives_the_bot_every_alternative(self, begun, event, bot):
        nbest = [
            {"text": "公司欠新", "confidence": 0.6},
            {"text": "公司欠薪", "confidence": 0.5},
        ]

        await event("speech", nbest=nbest)

        assert bot.asked[0]["alternatives"] == [["公司欠新", 0.6], ["公司欠薪", 0.5]]
        assert bot.asked[0]["text"] == "公司欠新"

    async def test_says_two_sentences_and_offers_the_rest(self, begun, hear, bot):
        bot.will(says("第一件事说完了。第二件事说完了。第三件事说完了。"))

        first = await hear("怎么办")
        rest = await hear("好的")

        assert first["say"] == "第一件事说完了。第二件事说完了。要接着听吗？"
        assert rest["say"] == "第三件事说完了。"
        assert len(bot.asked) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "麻烦你再说一遍",
            "没听清，再说一遍好吗",
            "啊？什么？",
            "喂，听不见",
            "不好意思你刚才说什么",
        ],
    )
    async def test_says_it_again_however_politely_one_asks(
        self, begun, hear, bot, text
    ):
        await hear(text)

        assert bot.asked == []

    @pytest.mark.parametrize("text", ["能不能说慢一点", "你慢点讲嘛", "太快了"])
    async def test_tells_the_platform_to_speak_slowly(self, begun, hear, text):
        assert (await hear(text))["slow"] is True

    async def test_danger_that_is_nearly_as_likely_is_not_overheard(
        self, begun, event, bot
    ):
        nbest = [
            {"text": "我不想火了", "confidence": 0.5},
            {"text": "我不想活了", "confidence": 0.4},
        ]

        await event("speech", nbest=nbest)

        assert bot.asked[0]["text"] == "我不想活了"
        assert bot.asked[0]["danger"] == "self_harm"

    async def test_something_else_goes_to_the_bot(self, begun, hear, bot):
        bot.will(says("第一件事说完了。第二件事说完了。第三件事说完了。"))
        await hear("怎么办")

        await hear("我要入会")

        assert bot.texts == ["怎么办", "我要入会"]

    async def test_who_has_heard_enough_is_asked_for_more(self, begun, hear, bot):
        bot.will(says("第一件事说完了。第二件事说完了。第三件事说完了。"))
        await hear("怎么办")

        assert (await hear("不听了"))["prompt_id"] == "no_more"

    async def test_the_question_at_the_end_is_not_left_out(self, begun, hear, bot):
        bot.will(asks("先说第一件事。再说第二件事。是哪家单位呢？", "employer"))
        await hear("老板不发工资")

        answer = await hear("不听了")

        assert answer["say"] == "是哪家单位呢？"
        assert answer["prompt_id"] == "bot.ask_employer"

    async def test_says_it_again(self, begun, hear, bot):
        bot.will(says("请说单位的名字。"))
        await hear("老板不发工资")

        answer = await hear("再说一遍")

        assert answer["say"] == "请说单位的名字。"
        assert len(bot.asked) == 1

    async def test_says_it_slowly_from_then_on(self, begun, hear, bot):
        bot.will(says("打13800131234。"))
        await hear("电话多少")

        slowly = await hear("慢一点")
        then = await hear("电话多少")

        assert slowly["say"] == "打幺三八，零零幺三，幺二三四。"
        assert then["say"] == slowly["say"]

    async def test_what_saves_is_said_at_once_and_to_its_end(self, begun, hear, bot):
        bot.will(says("请先离开那里。马上打110。受伤打120。心里难受打12356。"))

        answer = await hear("我不想活了，要从楼上跳下去")

        assert "幺二三五六" in answer["say"]
        assert "接着听" not in answer["say"]
        assert answer["barge_in"] is False

    async def test_a_bot_that_is_away_makes_a_ticket(self, begun, hear, bot, rows):
        bot.will(httpx.ConnectError("away"))

        answer = await hear("老板不发工资")

        (ticket,) = await rows(Ticket)
        assert "工单号" in answer["say"]
        assert ticket.category == "degraded"


class TestLadders:
    async def test_silence_is_asked_keyed_and_then_a_persons(self, begun, event, bot):
        first = await event("timeout")
        second = await event("timeout")
        assert bot.asked == []
        await event("timeout")
        last = await event("timeout")

        assert first["prompt_id"] == "silence_1"
        assert first["say"].startswith("没有听到您说话，请说您要办什么事")
        assert "录音" not in first["say"]
        assert "按零" in second["say"]
        assert bot.texts == ["转人工"]
        assert last["hangup"] is True

    async def test_a_long_turn_is_not_said_again_as_a_whole(
        self, begun, hear, event, bot
    ):
        long = (
            "先说一件要紧的事，证据要留好，工资条、打卡记录、工友的话都算，越多越好。"
        )
        bot.will(says(f"{long}您是在哪家单位呢？"))
        await hear("老板不发工资")

        assert (await event("timeout"))["say"] == "没有听到您说话，您是在哪家单位呢？"

    async def test_a_word_ends_the_silence(self, begun, event, hear):
        await event("timeout")
        await hear("你好")

        assert (await event("timeout"))["prompt_id"] == "silence_1"

    @pytest.mark.parametrize(
        "heard",
        [
            {"text": "嘟嘟", "confidence": 0.1},
            {"text": ""},
            {},
            {"nbest": [{"text": "嘟", "confidence": 0.2}]},
        ],
    )
    async def test_what_nobody_understood_too(self, begun, event, bot, heard):
        first = await event("speech", **heard)
        second = await event("speech", **heard)
        assert bot.asked == []
        await event("speech", **heard)

        assert first["prompt_id"] == "no_match_1"
        assert second["prompt_id"] == "no_match_2"
        assert bot.texts == ["转人工"]
