"""A call turn by turn: let in, begun, repeated, handed over, hung up."""

import asyncio

import pytest

from helpdesk.conversations import conversations, floor, pin_desk
from helpdesk.database import unit_of_work
from helpdesk.models import Call, ChannelKind, Conversation, Ticket
from tests.api.conftest import says
from tests.api.hotline.conftest import TOKEN, asks


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
