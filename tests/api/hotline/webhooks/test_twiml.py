"""TwiML, with Twilio's own library on the other side."""

import inspect
import re

import pytest
from defusedxml.ElementTree import fromstring
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from helpdesk.models import Call, Ticket
from tests.api.hotline.conftest import TOKEN, asks

FORM = {
    "CallSid": "CA1234567890ABCDE",
    "From": "+8613800131234",
    "To": "+8675512351",
    "CallStatus": "in-progress",
}
BUILDERS = {
    "Response": (VoiceResponse, ["Gather", "Say", "Hangup", "Enqueue", "Dial"]),
    "Gather": (Gather, ["Say"]),
    "Dial": (Dial, ["Number", "Sip"]),
}
SIGNER = RequestValidator(TOKEN)


def check(element):
    """Every element may stand where it stands, with attributes Twilio knows."""
    builder, allowed = BUILDERS.get(element.tag, (None, []))
    for child in element:
        assert child.tag in allowed
        known = inspect.signature(getattr(builder, child.tag.lower())).parameters
        for name in child.attrib:
            assert re.sub("[A-Z]", lambda c: f"_{c[0].lower()}", name) in known
        check(child)


@pytest.fixture
def post(client):
    async def post(url="/hotline/twiml", *, signature=None, **more):
        form = FORM | more
        if signature is None:
            signature = SIGNER.compute_signature(f"http://gateway{url}", form)
        headers = {"X-Twilio-Signature": signature}
        return await client.post(url, data=form, headers=headers)

    return post


@pytest.fixture
def told(post):
    """Post to where the last answer asked for it."""
    where = ["/hotline/twiml"]

    async def told(**more):
        response = await post(where[0], **more)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith("text/xml")
        root = fromstring(response.content)
        assert root.tag == "Response"
        check(root)
        gather = root.find("Gather")
        where[0] = gather.get("action") if gather is not None else where[0]
        return root

    return told


class TestDoor:
    @pytest.mark.parametrize(
        "signature", ["", "x", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "ü"]
    )
    async def test_refuses_what_is_not_signed_with_the_token(
        self, client, rows, signature
    ):
        headers = {"X-Twilio-Signature": signature.encode()}
        response = await client.post("/hotline/twiml", data=FORM, headers=headers)

        assert response.status_code == 401
        assert await rows(Call) == []

    async def test_refuses_a_form_that_was_changed(self, client, rows):
        signature = SIGNER.compute_signature("http://gateway/hotline/twiml", FORM)
        changed = FORM | {"From": "+8613900000000"}

        response = await client.post(
            "/hotline/twiml", data=changed, headers={"X-Twilio-Signature": signature}
        )

        assert response.status_code == 401
        assert await rows(Call) == []

    async def test_refuses_a_number_of_the_event_that_was_changed(self, client):
        signature = SIGNER.compute_signature("http://gateway/hotline/twiml", FORM)

        response = await client.post(
            "/hotline/twiml?seq=7",
            data=FORM,
            headers={"X-Twilio-Signature": signature},
        )

        assert response.status_code == 401

    async def test_refuses_nothing_at_all(self, client):
        assert (await client.post("/hotline/twiml", data=FORM)).status_code == 401

    async def test_takes_the_token_of_who_signs_otherwise(self, client):
        response = await client.post(
            "/hotline/twiml", data=FORM, auth=("telnyx", TOKEN)
        )

        assert response.status_code == 200

    async def test_a_token_beside_a_wrong_signature_is_none(self, client):
        response = await client.post(
            "/hotline/twiml",
            data=FORM,
            auth=("twilio", TOKEN),
            headers={"X-Twilio-Signature": "wrong"},
        )

        assert response.status_code == 401

    async def test_knows_its_address_from_outside(self, serve, make_settings, connect):
        outside = "https://12351.example.cn"
        settings = make_settings(hotline_token=TOKEN, public_url=outside)
        signature = SIGNER.compute_signature(f"{outside}/hotline/twiml?seq=3", FORM)
        async with serve(settings) as app, connect(app) as client:
            response = await client.post(
                "/hotline/twiml?seq=3",
                data=FORM,
                headers={"X-Twilio-Signature": signature},
            )

        assert response.status_code == 200

    async def test_is_shut_where_no_token_is_set(self, serve, make_settings, connect):
        signer = RequestValidator("")
        signature = signer.compute_signature("http://gateway/hotline/twiml", FORM)
        async with serve(make_settings()) as app, connect(app) as client:
            response = await client.post(
                "/hotline/twiml",
                data=FORM,
                headers={"X-Twilio-Signature": signature},
            )

        assert response.status_code == 401

    @pytest.mark.parametrize(
        "change", [{"CallSid": ""}, {"CallSid": "电话"}, {"Digits": "12a"}], ids=str
    )
    async def test_refuses_what_is_no_event(self, post, rows, change):
        response = await post("/hotline/twiml?seq=1", **change)

        assert response.status_code == 422
        assert await rows(Call) == []


class TestTurn:
    async def test_begins_with_the_announcement_uninterrupted(self, told):
        root = await told()

        say, gather = root
        assert (say.tag, gather.tag) == ("Say", "Gather")
        assert "录音" in say.text
        assert len(gather) == 0
        assert gather.get("input") == "dtmf speech"
        assert gather.get("language") == "zh-CN"

    async def test_may_be_interrupted_afterwards(self, told):
        await told()
        (gather,) = await told(SpeechResult="你好", Confidence="0.9")

        assert gather.find("Say").text

    async def test_what_is_not_sure_is_asked_again(self, told, bot):
        await told()
        (gather,) = await told(SpeechResult="嘟嘟", Confidence="0.1")

        assert "没听清" in gather.find("Say").text
        assert bot.asked == []

    @pytest.mark.parametrize("confidence", ["", "high", "NaN", "9", "-0"])
    async def test_survives_a_confidence_that_is_none(self, told, confidence):
        await told()

        assert len(await told(SpeechResult="你好", Confidence=confidence))

    async def test_keys_choose(self, told, bot):
        await told()
        await told(Digits="2")

        assert bot.texts == ["我要入会"]

    async def test_silence_is_asked_again(self, told):
        await told()
        (gather,) = await told()

        assert "没有听到" in gather.find("Say").text

    async def test_asks_for_as_many_keys_as_a_number_has(self, told, bot):
        bot.will(asks("请说十二位的工单号。", "ticket_number", intent="check_ticket"))
        await told()
        (gather,) = await told(SpeechResult="查工单", Confidence="0.9")

        assert gather.get("numDigits") == "12"
        assert gather.get("finishOnKey") == "#"

    async def test_a_repeated_post_gets_the_same_answer(self, told, post, bot):
        await told()
        await told(SpeechResult="你好", Confidence="0.9")
        again = await post(
            "/hotline/twiml?seq=1", SpeechResult="你好", Confidence="0.9"
        )

        assert again.status_code == 200
        assert len(bot.asked) == 1


class TestEnd:
    async def test_a_call_that_is_over_is_hung_up(self, told, bot, rows):
        bot.will(asks("请说单位的名字。", "employer"))
        await told()
        await told(SpeechResult="老板不发工资", Confidence="0.9")
        assert len(await told(CallStatus="completed")) == 0

        assert len(await rows(Ticket)) == 1

    async def test_a_silent_caller_is_let_go(self, told):
        await told()
        for _ in range(4):
            root = await told()

        assert [each.tag for each in root] == ["Say", "Hangup"]

    async def test_queues_who_wants_a_person(self, told, queues):
        await told()
        root = await told(SpeechResult="我要找人，电话13800131234", Confidence="0.9")

        assert root.find("Enqueue").text == "gonghui"
        assert "13800131234" not in "".join(root.itertext())


class TestSeats:
    @pytest.fixture(
        params=[
            ("tel:+8675512351", "Number", "+8675512351"),
            ("sip:seats@pbx", "Sip", "sip:seats@pbx"),
        ]
    )
    def seats(self, request):
        return request.param

    @pytest.fixture
    def settings(self, make_settings, seats):
        return make_settings(hotline_token=TOKEN, hotline_seats=seats[0])

    async def test_are_dialled(self, told, queues, seats):
        await told()
        root = await told(SpeechResult="我要找人", Confidence="0.9")

        assert root.find(f"Dial/{seats[1]}").text == seats[2]
