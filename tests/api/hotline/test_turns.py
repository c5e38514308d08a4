import asyncio

import httpx
import pytest

from helpdesk.conversations import conversations, floor, pin_desk
from helpdesk.database import unit_of_work
from helpdesk.models import Call, ChannelKind, Conversation, Ticket
from tests.api.conftest import says
from tests.api.hotline.conftest import TOKEN


def asks(text, slot, intent="report_unpaid_wages"):
    """What the bot answers when it goes on asking."""
    response = says(text, intent=intent).json()
    return httpx.Response(200, json={**response, "requested": slot})


class TestDoor:
    async def test_needs_the_token(self, client):
        body = {"call_id": "c1", "seq": 0, "event": "start"}

        response = await client.post("/hotline/turns", json=body)

        assert response.status_code == 401
        assert "口令" in response.json()["detail"]

    @pytest.mark.parametrize("given", ["Bearer wrong", f"Basic {TOKEN}", TOKEN, ""])
    async def test_refuses_any_other(self, client, given):
        body = {"call_id": "c1", "seq": 0, "event": "start"}
        headers = {"Authorization": given}

        response = await client.post("/hotline/turns", json=body, headers=headers)

        assert response.status_code == 401

    async def test_is_shut_where_no_token_is_set(self, serve, make_settings, connect):
        async with serve(make_settings()) as app, connect(app) as client:
            body = {"call_id": "c1", "seq": 0, "event": "start"}
            headers = {"Authorization": "Bearer "}

            response = await client.post("/hotline/turns", json=body, headers=headers)

        assert response.status_code == 401

    async def test_takes_the_one_before_while_the_token_is_changed(
        self, serve, make_settings, connect
    ):
        body = {"call_id": "c1", "seq": 0, "event": "start"}
        changing = make_settings(hotline_token="new", hotline_previous_token="old")
        async with serve(changing) as app, connect(app) as client:
            answers = [
                await client.post(
                    "/hotline/turns",
                    json=body,
                    headers={"Authorization": f"Bearer {token}"},
                )
                for token in ("new", "old", "older", "")
            ]

        assert [one.status_code for one in answers] == [200, 200, 401, 401]

    async def test_is_open_in_the_demo(self, serve, make_settings, connect):
        async with serve(make_settings(demo=True)) as app, connect(app) as client:
            body = {"call_id": "c1", "seq": 0, "event": "start"}

            response = await client.post("/hotline/turns", json=body)

        assert response.status_code == 200

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"call_id": ""}, "call_id"),
            ({"call_id": "电话"}, "call_id"),
            ({"call_id": None}, "call_id"),
            ({"seq": -1}, "seq"),
            ({"seq": "一"}, "seq"),
            ({"seq": 2**31}, "seq"),
            ({"caller": "1" * 33}, "caller"),
            ({"confidence": 2}, "识别结果"),
            ({"nbest": [{"text": "好", "confidence": -1}]}, "识别结果"),
            ({"nbest": [{"text": "好"}] * 11}, "识别结果"),
            ({"nbest": "好"}, "识别结果"),
            ({"digits": "12a"}, "digits"),
            ({"digits": "1" * 33}, "digits"),
            ({"text": "欠" * 501}, "太长"),
        ],
    )
    async def test_says_in_chinese_what_is_wrong(self, post, rows, change, reason):
        response = await post("speech", **{"seq": 1, "text": "好", **change})

        assert response.status_code == 422
        assert reason in response.json()["detail"]
        assert await rows(Call) == []

    async def test_knows_five_events(self, post):
        response = await post("sing", seq=1)

        assert response.status_code == 422
        assert "start、speech" in response.json()["detail"]

    async def test_half_a_character_is_none(self, client):
        body = b'{"call_id":"c","seq":1,"event":"speech","text":"\\ud800"}'
        headers = {
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": "application/json",
        }

        response = await client.post("/hotline/turns", content=body, headers=headers)

        assert response.status_code == 422
        assert "无法识别" in response.json()["detail"]


class TestStart:
    async def test_announces_a_machine_and_the_recording(self, begun):
        assert "机器人" in begun["say"]
        assert "录音" in begun["say"]
        assert begun["prompt_id"] == "opening"
        assert begun["barge_in"] is False
        assert begun["transfer"] is None
        assert begun["hangup"] is False
        assert begun["expect"]["speech"]["max_s"] > 0

    async def test_a_call_is_a_conversation_of_the_hotline(self, begun, rows):
        (conversation,) = await rows(Conversation)

        assert conversation.channel is ChannelKind.hotline

    async def test_a_call_that_begins_in_the_middle_is_answered(self, hear, bot):
        answer = await hear("老板不发工资")

        assert "老板不发工资" in answer["say"]

    async def test_a_second_start_repeats_what_was_said(self, begun, hear, event, bot):
        bot.will(says("请说单位的名字。"))
        await hear("老板不发工资")

        assert (await event("start"))["say"] == "请说单位的名字。"


class TestRepetition:
    async def test_gets_the_same_answer_and_runs_no_dialogue(self, begun, post, bot):
        first = await post("speech", seq=1, text="你好")

        again = await post("speech", seq=1, text="你好")

        assert again.json() == first.json()
        assert len(bot.asked) == 1

    async def test_two_at_once_run_one_dialogue(self, begun, post, bot):
        both = await asyncio.gather(
            *(post("speech", seq=1, text="你好") for _ in range(2))
        )

        assert both[0].json() == both[1].json()
        assert len(bot.asked) == 1

    async def test_holds_across_processes(
        self, begun, post, bot, serve, settings, connect
    ):
        first = await post("speech", seq=1, text="你好")
        async with serve(settings) as other, connect(other) as client:
            body = {"call_id": "c1", "seq": 1, "event": "speech", "text": "你好"}
            headers = {"Authorization": f"Bearer {TOKEN}"}

            again = await client.post("/hotline/turns", json=body, headers=headers)

        assert again.json() == first.json()
        assert len(bot.asked) == 1

    async def test_an_event_that_was_overtaken_changes_nothing(self, begun, post, bot):
        bot.will(says("请说单位的名字。"))
        await post("speech", seq=5, text="老板不发工资")

        late = await post("speech", seq=3, text="不用了")

        assert late.json()["say"] == "请说单位的名字。"
        assert len(bot.asked) == 1

    async def test_calls_do_not_cross(self, post, bot):
        async def call(number):
            said = []
            for seq in range(4):
                response = await post(
                    "speech", seq=seq, call_id=f"c{number}", text=f"我是第{number}个"
                )
                said.append(response.json()["say"])
            return said

        heard = await asyncio.gather(*(call(number) for number in range(10, 20)))

        names = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
        for number, said in zip(range(10, 20), heard, strict=True):
            last = names[str(number)[1]]
            ending = f"第十{last}个" if number > 10 else "第十个"
            assert all(ending in each for each in said)


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


class TestKeys:
    async def test_zero_fetches_a_person(self, begun, key, bot):
        await key("0")

        assert bot.texts == ["转人工"]

    async def test_the_star_says_it_again(self, begun, key, bot):
        again = (await key("*"))["say"]

        assert begun["say"].endswith(again)
        assert bot.asked == []

    async def test_the_menu_stands_for_words(self, begun, key, bot):
        await key("2")

        assert bot.texts == ["我要入会"]

    async def test_a_key_without_a_meaning_is_told(self, begun, key, bot):
        assert (await key("7"))["prompt_id"] == "keys_unknown"

    async def test_one_and_two_are_yes_and_no(self, begun, hear, key, bot):
        bot.will(asks("对吗？", "confirmed"))
        await hear("老板不发工资")
        await key("1")
        await key("2")

        assert bot.texts[1:] == ["是的", "不是"]

    async def test_digits_answer_a_question(self, begun, hear, key, bot):
        bot.will(asks("欠了几个月？", "unpaid_months"))
        await hear("老板不发工资")
        await key("8#")

        assert bot.texts[-1] == "8"


class TestNumbers:
    @pytest.fixture
    async def asked(self, begun, hear, bot):
        bot.will(asks("请说十二位的工单号。", "ticket_number", intent="check_ticket"))
        return await hear("查工单")

    async def test_as_many_keys_are_awaited_as_it_has(self, asked):
        assert asked["expect"]["dtmf"]["max"] == 12

    @pytest.mark.parametrize(
        "said",
        [
            {"text": "二六零七幺五零零零四二八"},
            {"text": "是260715 000 428"},
            {"text": "嗯 二六零七幺五 零零零 四二八 吧"},
        ],
    )
    async def test_what_is_said_is_read_back(self, asked, event, bot, said):
        answer = await event("speech", **said)

        assert "二六零七幺五 零零零 四二八，对吗？" in answer["say"]
        assert len(bot.asked) == 1

    async def test_what_is_keyed_is_read_back(self, asked, key):
        answer = await key("260715000428#")

        assert answer["prompt_id"] == "read_back"

    @pytest.mark.parametrize("yes", [{"text": "对的"}, {"digits": "1"}])
    async def test_a_yes_hands_it_to_the_bot(self, asked, key, event, bot, yes):
        await key("260715000428")
        await event("dtmf" if "digits" in yes else "speech", **yes)

        assert bot.texts[-1] == "260715000428"

    @pytest.mark.parametrize("no", [{"text": "不对"}, {"digits": "2"}])
    async def test_a_no_asks_again(self, asked, key, event, bot, no):
        await key("260715000428")
        answer = await event("dtmf" if "digits" in no else "speech", **no)

        assert answer["prompt_id"] == "read_again"
        assert len(bot.asked) == 1

    async def test_another_number_takes_its_place(self, asked, key, bot):
        await key("260715000428")
        answer = await key("260715000436")

        assert "四三六" in answer["say"]

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("不对，是二六零七幺五零零零四三六", "四三六"),
            ("不对，后三位是四三六", "四三六"),
            ("错了 最后是四三六", "四三六"),
            ("不是四二八，是四三六", "四三六"),
            ("前六位是二六零七幺六", "二六零七幺六 零零零 四二八"),
        ],
    )
    async def test_what_is_put_right_is_read_back(
        self, asked, key, hear, bot, text, read
    ):
        await key("260715000428")
        answer = await hear(text)

        assert answer["prompt_id"] == "read_back"
        assert read in answer["say"]
        assert len(bot.asked) == 1

    @pytest.mark.parametrize("text", ["不对不对", "不对啊你听错了", "不是这个号"])
    async def test_a_refusal_in_other_words_asks_again(self, asked, key, hear, text):
        await key("260715000428")

        assert (await hear(text))["prompt_id"] == "read_again"

    async def test_is_that_right_is_no_yes(self, asked, key, hear, bot):
        await key("260715000428")
        await hear("对吗")

        assert bot.texts[-1] != "260715000428"

    async def test_comes_in_pieces(self, asked, hear, bot):
        first = await hear("嗯 二六零七幺五")
        second = await hear("零零零")
        whole = await hear("四二八")

        assert [first["prompt_id"], second["prompt_id"]] == ["number_begun"] * 2
        assert "二六零七幺五 零零零 四二八，对吗？" in whole["say"]
        assert len(bot.asked) == 1

    async def test_who_begins_anew_is_understood(self, asked, hear):
        await hear("二六零七")
        whole = await hear("算了重来 二六零七幺五零零零四二八")

        assert "二六零七幺五 零零零 四二八" in whole["say"]

    async def test_half_a_mobile_number_is_no_landline(self, begun, hear, bot):
        bot.will(asks("请说一个联系电话。", "contact_phone"))
        await hear("老板不发工资", caller="anonymous")
        half = await hear("幺三八零零幺三", caller="anonymous")
        whole = await hear("幺二三四", caller="anonymous")

        assert half["prompt_id"] == "number_begun"
        assert "幺三八 零零幺三 幺二三四" in whole["say"]

    async def test_a_sentence_is_no_piece(self, asked, hear, bot):
        await hear("我没有工单号，我是上个月三号打的电话，三个人一起")

        assert bot.texts[-1].startswith("我没有工单号")

    async def test_is_listened_to_longer(self, asked):
        assert asked["expect"]["speech"]["end_silence_s"] == 2.0

    async def test_an_amount_takes_several_keys(self, begun, hear, bot):
        bot.will(asks("大概欠了多少钱？", "unpaid_amount"))
        answer = await hear("老板不发工资")

        assert answer["expect"]["dtmf"]["max"] == 8

    async def test_too_few_keys_are_asked_for_again(self, asked, key, bot):
        assert (await key("12345"))["prompt_id"] == "read_again"

    async def test_the_star_is_the_letter_of_an_id_card(self, begun, hear, key, bot):
        bot.will(asks("请说身份证的最后四位。", "id_tail", intent="check_membership"))
        await hear("查会员")
        await key("001*")

        assert bot.texts[-1] == "001X"

    async def test_the_number_that_calls_answers_for_itself(
        self, begun, hear, key, bot
    ):
        bot.will(asks("请说一个联系电话。", "contact_phone"))
        answer = await hear("老板不发工资")
        await key("1")

        assert "现在打来的这个号码" in answer["say"]
        assert bot.texts[-1] == "13800131234"

    async def test_the_number_is_remembered_from_the_beginning(self, begun, hear, bot):
        bot.will(asks("请说一个联系电话。", "contact_phone"))
        answer = await hear("老板不发工资", caller=None)

        assert "现在打来的这个号码" in answer["say"]

    async def test_a_hidden_number_does_not(self, event, bot):
        bot.will(asks("请说一个联系电话。", "contact_phone"))
        answer = await event("speech", text="老板不发工资", caller="anonymous")

        assert "现在打来" not in answer["say"]


class TestTransfer:
    @pytest.fixture
    def queues(self, bot, sessions):
        async def answer(question):
            async with unit_of_work(sessions) as session:
                thread = question["sender"]
                conversation = await conversations.by_thread(session, thread)
                await floor.queue(session, conversation, reason="转人工")
            return says("好的，已经帮您排队。", intent="request_human")

        bot.answer = answer

    async def test_hands_the_call_to_a_seat_with_a_summary(
        self, begun, hear, queues, open_desk
    ):
        answer = await hear("我要找人，我的电话13800131234")

        assert answer["transfer"]["summary"] == "我要找人，我的电话138****1234"
        assert answer["transfer"]["matter"] == "request_human"
        assert answer["expect"] == {}

    async def test_leaves_codes_and_tails_out_of_it(
        self, begun, hear, key, bot, queues, open_desk
    ):
        queue, bot.answer = bot.answer, None
        bot.will(asks("请按六位数字。", "code", intent="check_membership"))
        await hear("查会员")
        await key("135791")
        bot.answer = queue

        answer = await hear("我要找人")

        assert answer["transfer"]["summary"] == "查会员；我要找人"

    async def test_keeps_the_call_while_nobody_is_there(self, begun, hear, queues):
        pin_desk("closed")
        answer = await hear("我要找人")
        pin_desk(None)

        assert answer["transfer"] is None


class TestHangup:
    @pytest.fixture
    async def broken_off(self, begun, hear, event, bot):
        bot.will(asks("请说单位的名字。", "employer"))
        await hear("老板不发工资")
        return await event("hangup")

    async def test_ends_the_call(self, broken_off, rows):
        (call,) = await rows(Call)

        assert broken_off["hangup"] is True
        assert call.ended_at is not None

    async def test_opens_a_ticket_to_call_back(self, broken_off, rows):
        (ticket,) = await rows(Ticket)

        assert ticket.category == "report_unpaid_wages"
        assert ticket.contact_phone == "13800131234"
        assert "老板不发工资" in ticket.subject

    async def test_once(self, broken_off, post, rows):
        await post("hangup", seq=2)
        await post("hangup", seq=3)

        assert len(await rows(Ticket)) == 1

    async def test_not_where_nothing_was_clear(self, begun, hear, event, rows):
        await hear("你好")
        await event("hangup")

        assert await rows(Ticket) == []

    async def test_not_where_nobody_can_be_called(self, post, bot, rows):
        bot.will(asks("请说单位的名字。", "employer"))
        await post("speech", seq=1, text="老板不发工资", caller=None)
        await post("hangup", seq=2, caller=None)

        assert await rows(Ticket) == []

    async def test_who_calls_again_is_offered_to_go_on(self, broken_off, post, bot):
        again = await post("start", seq=0, call_id="c2")
        on = await post("speech", seq=1, call_id="c2", text="接着办")

        assert again.json()["prompt_id"] == "resumed"
        assert "录音" in again.json()["say"]
        assert on.json()["say"] == "请说单位的名字。"

    async def test_a_second_break_opens_no_second_ticket(self, broken_off, post, rows):
        await post("start", seq=0, call_id="c2")
        await post("speech", seq=1, call_id="c2", text="接着办")
        await post("hangup", seq=2, call_id="c2")

        assert len(await rows(Ticket)) == 1

    async def test_who_does_not_want_to_begins_afresh(self, broken_off, post, bot):
        await post("start", seq=0, call_id="c2")
        await post("dtmf", seq=1, call_id="c2", digits="2")

        assert bot.texts[-1] == "算了"

    async def test_somebody_else_is_not(self, broken_off, post):
        other = await post("start", seq=0, call_id="c2", caller="13800139999")

        assert other.json()["prompt_id"] == "opening"
