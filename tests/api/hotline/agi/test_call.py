"""Calls over FastAGI; a scripted line obeys as Asterisk does."""

import asyncio

import pytest

from api.hotline.agi import listening
from api.hotline.agi.server import AgiServer
from helpdesk.conversations import conversations, floor
from helpdesk.database import unit_of_work
from helpdesk.models import Message, Ticket
from helpdesk.tickets import tickets
from speech import Unreachable
from tests.api.conftest import says
from tests.api.hotline.agi.line import Line
from tests.api.hotline.conftest import asks


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Nobody waits for six seconds of silence here."""
    monkeypatch.setattr(listening, "HEARD_WITHIN", 0.3)


class TestCall:
    async def test_greets_listens_and_ends_when_the_caller_does(
        self, line, voice, bot, answers
    ):
        await line.says("老板不发工资").hangs_up().hold()

        assert "通话会录音" in voice.said[0]
        assert bot.texts == ["老板不发工资"]
        assert [each["prompt_id"] for each in await answers()][-1] == "hung_up"

    async def test_keys_that_follow_the_first_are_one_number(self, line, bot):
        bot.will(asks("请按身份证的后四位。", "id_tail"))

        await line.says("查工单").presses("1234").hangs_up().hold()

        assert bot.texts == ["查工单", "1234"]

    async def test_a_key_of_the_menu_is_taken_at_once(self, line, bot):
        await line.presses("2").hangs_up().hold()

        assert bot.texts == ["我要入会"]
        assert not any(command[:2] == ["GET", "DATA"] for command in line.told)

    async def test_only_the_hotlines_own_words_are_kept_in_files(self, line, voice):
        await line.says("工资").hangs_up().hold()

        assert [("通话会录音" in each) for each in voice.said] == [True, False]
        assert voice.kept == voice.said[:1]

    async def test_who_asks_for_it_is_spoken_to_slowly_from_then_on(self, line, voice):
        await line.says("工资").says("慢一点").says("我要入会").hangs_up().hold()

        assert voice.slowly == [False, False, True, True]

    async def test_a_key_cuts_short_what_is_said(self, line, bot):
        await line.says("工资").interrupts("0").hangs_up().hold()

        assert bot.texts == ["工资", "转人工"]

    async def test_the_announcement_is_not_cut_short(self, line):
        await line.hangs_up().hold()

        played = next(command for command in line.told if command[0] == "STREAM")
        assert played[3] == ""

    async def test_a_number_sign_ends_a_number(self, line, bot, answers):
        bot.will(asks("请说手机号。", "phone"))

        line.says("入会").presses("13800131234#").hangs_up()
        await line.hold(callerid="unknown")

        assert (await answers())[2][
            "say"
        ] == "您说的是，幺三八 零零幺三 幺二三四，对吗？对的按一，不对按二。"

    async def test_silence_before_somebody_speaks_is_none(self, line, bot):
        await line.is_still().is_still().says("我要入会").hangs_up().hold()

        assert bot.texts == ["我要入会"]

    @pytest.mark.usefixtures("impatient")
    async def test_who_stays_silent_is_asked_and_then_hung_up_on(self, line, answers):
        await line.hold()

        said = [each["prompt_id"] for each in await answers()]
        assert said[1:3] == ["silence_1", "silence_2"]
        assert said[-2:] == ["silence_4", "hung_up"]
        assert line.variables["HOTLINE_RESULT"] == "done"

    async def test_all_that_may_have_been_said_is_passed_on(self, line, bot):
        await line.says("我要如会|我要入会").hangs_up().hold()

        heard = [text for text, _ in bot.asked[0]["alternatives"]]
        assert heard == ["我要如会", "我要入会"]

    async def test_a_noise_is_silence(self, line, recogniser, bot):
        await line.says("|").says("我要入会").hangs_up().hold()

        assert len(recogniser.heard) == 2
        assert bot.texts == ["我要入会"]

    @pytest.mark.parametrize("how", ["fails", "hangs"])
    async def test_who_was_not_heard_is_asked_again(
        self, line, recogniser, answers, how
    ):
        setattr(recogniser, how, Unreachable("no answer") if how == "fails" else True)

        await line.says("工资").hangs_up().hold()

        assert (await answers())[1]["prompt_id"] == "no_match_1"

    async def test_without_a_recogniser_keys_are_enough(self, keys_only, settings, bot):
        server = AgiServer(keys_only, token=settings.hotline_token)
        await server.start("127.0.0.1", 0)

        line = await Line.open(server.port)
        await line.presses("2").hangs_up().hold()

        await server.stop()
        assert bot.texts == ["我要入会"]
        assert not any(command[0] == "RECORD" for command in line.told)

    async def test_no_sound_outlives_the_call(self, line, spool):
        await line.says("工资").hangs_up().hold()

        assert list(spool.folder.rglob("*.wav")) == []

    async def test_the_opening_is_spoken_once_for_two_callers(self, line, dial, voice):
        await line.hangs_up().hold()
        other = await dial()
        await other.hangs_up().hold(uniqueid="1795411026.1", callerid="13800131235")

        assert len(voice.said) == 1

    async def test_a_hidden_number_is_none_though_the_calls_id_looks_like_one(
        self, line, bot, answers
    ):
        bot.will(asks("请说手机号。", "phone"))

        await line.says("入会").hangs_up().hold(callerid="unknown")

        assert (await answers())[1]["say"] == "请说手机号。"


class TestTransfer:
    @pytest.fixture(autouse=True)
    def _hands_over(self, bot, services, open_desk):
        async def answer(question):
            async with unit_of_work(services.sessions) as session:
                thread = question["sender"]
                conversation = await conversations.by_thread(session, thread)
                await tickets.open(
                    session,
                    category="report_unpaid_wages",
                    subject="拖欠工资",
                    conversation=conversation,
                    message_id="m1",
                )
                await floor.queue(session, conversation, reason="转人工")
            return says("好的，已经帮您排队。", intent="request_human")

        bot.answer = answer

    async def test_the_dialplan_goes_on(self, line, answers, rows):
        await line.presses("0").hold()

        [ticket] = await rows(Ticket)
        assert line.variables["HOTLINE_RESULT"] == "transfer"
        assert line.variables["HOTLINE_TICKET"] == ticket.number
        assert (await answers())[-1]["prompt_id"] == "hung_up"

    async def test_asterisk_learns_nothing_of_the_matter(self, line):
        await line.says("老板不发工资，我要找人").hold()

        assert set(line.variables) == {
            "HOTLINE_NEXT",
            "HOTLINE_RESULT",
            "HOTLINE_TICKET",
        }

    async def test_is_not_recorded_any_more(self, line):
        await line.presses("0").hold()

        assert ["EXEC", "StopMixMonitor"] in line.told


class TestHangUp:
    @pytest.mark.parametrize(
        "before",
        [
            [],
            [("still", "")],
            [("says", "工资")],
            [("says", "工资"), ("interrupts", "9")],
            [("presses", "2")],
        ],
        ids=lambda before: "-".join(kind for kind, _ in before) or "greeting",
    )
    async def test_is_told_once(self, line, answers, before):
        line.deeds += before

        await line.hangs_up().hold()

        said = [each["prompt_id"] for each in await answers()]
        assert (said.count("hung_up"), said[-1]) == (1, "hung_up")

    async def test_before_we_answer_is_no_call(self, line, calls):
        line.is_dead = True

        await line.hold()

        assert await calls() == []

    async def test_a_matter_that_was_clear_is_seen_to(self, line, bot, sessions, rows):
        bot.will(asks("请问是哪家公司？", "employer"))

        await line.says("老板不发工资").hangs_up().hold()

        assert [ticket.category for ticket in await rows(Ticket)] == [
            "report_unpaid_wages"
        ]


class TestComingBack:
    async def test_a_call_that_comes_back_goes_on_counting(self, line, dial, bot):
        await line.says("工资").presses("0").hangs_up().hold()
        again = await dial()
        again.variables = line.variables

        await again.says("我要入会").hangs_up().hold()

        assert bot.texts[-1] == "我要入会"

    async def test_two_calls_do_not_cross(self, line, dial, bot, rows):
        other = await dial()
        line.says("工资").says("我要入会").hangs_up()
        other.says("律师").says("高温津贴").hangs_up()

        await asyncio.gather(
            line.hold(), other.hold(uniqueid="1795411026.1", callerid="13800131235")
        )

        found: dict[int, list[str]] = {}
        for message in await rows(Message):
            if message.text in ("工资", "我要入会", "律师", "高温津贴"):
                found.setdefault(message.conversation_id, []).append(message.text)
        assert sorted(found.values()) == [["工资", "我要入会"], ["律师", "高温津贴"]]


class TestVoice:
    async def test_a_voice_that_fails_leaves_the_call_to_the_dialplan(
        self, line, voice, answers
    ):
        voice.fails = Unreachable("it did not answer")

        await line.hold()

        assert "HOTLINE_RESULT" not in line.variables
        assert (await answers())[-1]["prompt_id"] == "hung_up"
