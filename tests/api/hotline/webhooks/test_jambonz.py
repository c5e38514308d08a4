"""jambonz, with the bodies that its documents show."""

import pytest

from helpdesk.models import Call, Ticket
from tests.api.hotline.conftest import TOKEN, asks

CALL = {
    "call_sid": "df09e8d4-7ffd-492b-94d9-51a60318552c",
    "direction": "inbound",
    "from": "+8613800131234",
    "to": "12351",
    "call_status": "in-progress",
}
BASIC = ("jambonz", TOKEN)


@pytest.fixture
def post(client):
    async def post(url="/hotline/jambonz", *, auth=BASIC, **more):
        return await client.post(url, json={**CALL, **more}, auth=auth)

    return post


@pytest.fixture
def told(post):
    """Post to where the last answer asked for it."""
    where = ["/hotline/jambonz"]

    async def told(**more):
        response = await post(where[0], **more)
        assert response.status_code == 200, response.text
        verbs = response.json()
        hooks = [verb["actionHook"] for verb in verbs if "actionHook" in verb]
        where[0] = hooks[0] if hooks else where[0]
        return verbs

    return told


def said(*guesses):
    alternatives = [{"transcript": text, "confidence": sure} for text, sure in guesses]
    return {
        "reason": "speechDetected",
        "speech": {
            "language_code": "zh-CN",
            "channel_tag": 1,
            "is_final": True,
            "alternatives": alternatives,
        },
    }


def keyed(digits):
    return {"reason": "dtmfDetected", "digits": digits}


class TestDoor:
    @pytest.mark.parametrize("auth", [None, ("jambonz", "wrong"), (TOKEN, "")])
    async def test_is_shut(self, post, rows, auth):
        response = await post(auth=auth)

        assert response.status_code == 401
        assert await rows(Call) == []

    @pytest.mark.parametrize(
        "change",
        [
            {"call_sid": None},
            {"call_sid": ""},
            {"call_sid": "电话"},
            {"speech": "好"},
            {"speech": {"alternatives": "好"}},
            {"digits": "12a"},
            {"digits": ["1"]},
        ],
        ids=str,
    )
    async def test_refuses_what_is_no_event(self, post, rows, change):
        response = await post("/hotline/jambonz?seq=1", **change)

        assert response.status_code == 422
        assert await rows(Call) == []

    @pytest.mark.parametrize("seq", ["-1", "x", str(2**31)])
    async def test_refuses_a_number_that_is_none(self, post, seq):
        response = await post(f"/hotline/jambonz?seq={seq}")

        assert response.status_code == 422


class TestTurn:
    async def test_begins_with_the_announcement_uninterrupted(self, told):
        (gather,) = await told()

        assert gather["verb"] == "gather"
        assert gather["input"] == ["digits", "speech"]
        assert gather["bargein"] is False
        assert "录音" in gather["say"]["text"]
        assert gather["actionHook"] == "/hotline/jambonz?seq=1"

    async def test_gives_the_bot_every_alternative(self, told, bot):
        await told()
        await told(**said(("公司欠新", 0.6), ("公司欠薪", 0.5)))

        assert bot.asked[0]["alternatives"] == [["公司欠新", 0.6], ["公司欠薪", 0.5]]

    async def test_takes_a_recogniser_without_confidence(self, told, bot):
        await told()
        await told(speech={"alternatives": [{"transcript": "老板不发工资"}]})

        assert bot.texts == ["老板不发工资"]

    async def test_a_key_is_a_choice(self, told, bot):
        await told()
        await told(**keyed("2"))

        assert bot.texts == ["我要入会"]

    async def test_silence_is_asked_again(self, told):
        await told()
        (gather,) = await told(reason="timeout")

        assert "没有听到" in gather["say"]["text"]

    async def test_asks_for_as_many_keys_as_a_number_has(self, told, bot):
        bot.will(asks("请说十二位的工单号。", "ticket_number", intent="check_ticket"))
        await told()
        (gather,) = await told(**said(("查工单", 0.9)))

        assert gather["maxDigits"] == 12
        assert gather["finishOnKey"] == "#"

    async def test_a_repeated_post_gets_the_same_verbs(self, told, post, bot):
        await told()
        first = await told(**said(("你好", 0.9)))
        again = await post("/hotline/jambonz?seq=1", **said(("你好", 0.9)))

        assert again.json() == first
        assert len(bot.asked) == 1


class TestEnd:
    async def test_a_call_that_is_over_is_hung_up(self, told, bot, rows):
        bot.will(asks("请说单位的名字。", "employer"))
        await told()
        await told(**said(("老板不发工资", 0.9)))
        assert await told(call_status="completed") == []
        assert await told(call_status="completed") == []

        assert len(await rows(Ticket)) == 1

    async def test_a_silent_caller_is_let_go(self, told):
        await told()
        for _ in range(4):
            verbs = await told(reason="timeout")

        assert [verb["verb"] for verb in verbs] == ["say", "hangup"]

    async def test_queues_who_wants_a_person(self, told, queues):
        await told()
        verbs = await told(**said(("我要找人，我的电话13800131234", 0.9)))

        assert verbs[-1] == {"verb": "enqueue", "name": "gonghui"}
        assert "13800131234" not in str(verbs)


class TestSeats:
    @pytest.fixture(
        params=[
            ("tel:+8675512351", {"type": "phone", "number": "+8675512351"}),
            ("sip:seats@pbx", {"type": "sip", "sipUri": "sip:seats@pbx"}),
        ]
    )
    def seats(self, request):
        return request.param

    @pytest.fixture
    def settings(self, make_settings, seats):
        return make_settings(hotline_token=TOKEN, hotline_seats=seats[0])

    async def test_are_dialled(self, told, queues, seats):
        await told()
        verbs = await told(**said(("我要找人", 0.9)))

        assert verbs[-1] == {"verb": "dial", "target": [seats[1]]}
