import pytest

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.identity import identity
from helpdesk.models import ChannelKind
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER

PHONE, TAIL = DEMO_MEMBER.phone, DEMO_MEMBER.id_number[-4:]
WRONG_TAIL = "0000" if TAIL != "0000" else "1111"


@pytest.fixture
async def verifying(stage):
    """A membership question that waits for the phone."""
    await stage.run("action_check_membership", "查会员", "check_membership")
    await stage.open("verify_identity_form")
    return stage


async def level(stage):
    async with stage.sessions() as session:
        conversation = await conversations.by_thread(session, stage.thread)
        return await identity.level(session, conversation)


class TestCheckAnswers:
    async def test_sends_the_code_when_phone_and_tail_agree(self, verifying):
        await verifying.answer(PHONE, phone_number=PHONE)
        await verifying.answer(TAIL)

        assert verifying.slots["requested_slot"] == "code"
        assert verifying.slots["code_sent_to"] == "138****8000"

    async def test_proves_the_member_and_keeps_nothing_personal(self, verifying):
        await verifying.answer(PHONE, phone_number=PHONE)
        await verifying.answer(TAIL)
        await verifying.answer(await verifying.code())

        assert verifying.responses() == ["utter_identity_verified"]
        assert await level(verifying) == 2
        assert verifying.slots["requested_slot"] is None
        for slot in ("phone", "id_tail", "code", "code_sent_to"):
            assert verifying.slots[slot] is None

    async def test_takes_phone_and_whole_id_number_in_one_message(self, verifying):
        id_number = DEMO_MEMBER.id_number
        await verifying.answer(
            f"{PHONE} {id_number}", phone_number=PHONE, id_number=id_number
        )

        assert verifying.slots["requested_slot"] == "code"

    async def test_a_mismatch_begins_again_and_says_how_often(self, verifying):
        await verifying.answer(PHONE, phone_number=PHONE)
        await verifying.answer(WRONG_TAIL)

        assert verifying.fields("utter_identity_mismatched")["left"] == "4"
        assert verifying.slots["requested_slot"] == "phone"
        assert verifying.slots["phone"] is None

    async def test_an_unknown_phone_is_answered_like_a_mismatch(self, verifying):
        await verifying.answer("13800138999", phone_number="13800138999")
        await verifying.answer(TAIL)

        assert verifying.responses() == ["utter_identity_mismatched"]

    async def test_a_wrong_code_is_asked_again(self, verifying):
        await verifying.answer(PHONE, phone_number=PHONE)
        await verifying.answer(TAIL)
        right = await verifying.code()
        await verifying.answer("111111" if right != "111111" else "222222")

        assert verifying.responses() == ["utter_code_wrong"]
        assert verifying.slots["requested_slot"] == "code"
        assert await level(verifying) < 2

    async def test_a_code_that_sounds_like_a_goodbye_is_a_code(self, verifying):
        await verifying.answer(PHONE, phone_number=PHONE)
        await verifying.answer(TAIL)
        assert await verifying.code() != "888888"
        await verifying.answer("888888", "say_goodbye", 0.99)

        assert verifying.responses() == ["utter_code_wrong"]

    async def test_five_wrong_codes_lock_and_say_until_when(self, verifying):
        await verifying.answer(PHONE, phone_number=PHONE)
        await verifying.answer(TAIL)
        right = await verifying.code()
        for _ in range(5):
            await verifying.answer("111111" if right != "111111" else "222222")

        assert verifying.fields("utter_identity_locked")["until"] == "11点00分"
        assert verifying.form is None
        assert verifying.slots["phone"] is None
        assert await level(verifying) < 2

    async def test_the_right_code_does_not_open_what_is_locked(self, verifying):
        await verifying.answer(PHONE, phone_number=PHONE)
        for _ in range(5):
            await verifying.answer(PHONE, phone_number=PHONE)
            await verifying.answer(WRONG_TAIL)
        await verifying.open("verify_identity_form", "再来", "affirm")
        await verifying.answer(PHONE, phone_number=PHONE)
        await verifying.answer(TAIL)

        assert verifying.responses() == ["utter_identity_locked"]
        assert await level(verifying) == 0

    async def test_an_expired_code_is_sent_anew(self, verifying, time):
        await verifying.answer(PHONE, phone_number=PHONE)
        await verifying.answer(TAIL)
        late = await verifying.code()
        time.forward(minutes=6)
        await verifying.answer(late)

        assert verifying.responses() == ["utter_code_expired"]
        await verifying.answer(await verifying.code())
        assert await level(verifying) == 2

    async def test_sends_another_code_on_request(self, verifying):
        await verifying.answer(PHONE, phone_number=PHONE)
        await verifying.answer(TAIL)
        first = await verifying.code()
        await verifying.answer("没收到短信", "complain_service", 0.9)

        assert verifying.slots["requested_slot"] == "code"
        assert await verifying.code() != first

    async def test_a_question_in_between_is_left_to_its_rule(self, verifying):
        events = await verifying.answer("为什么要我手机号？", "ask_privacy", 0.9)

        assert events == []


@pytest.fixture
def calls_from(stage):
    """A membership question in a call from a number."""

    async def calls_from(number):
        async with unit_of_work(stage.sessions) as session:
            talk = await conversations.start(
                session, channel=ChannelKind.hotline, source_id=number
            )
        stage.thread, stage.channel = talk.thread, "voice"
        await stage.run("action_check_membership", "查会员", "check_membership")
        await stage.open("verify_identity_form")
        return stage

    return calls_from


class TestCall:
    async def test_asks_for_the_tail_alone(self, calls_from):
        call = await calls_from(PHONE)

        assert call.slots["requested_slot"] == "id_tail"
        assert PHONE not in str(call.slots)

    async def test_asks_a_stranger_the_same(self, calls_from):
        call = await calls_from("13800138999")

        assert call.slots["requested_slot"] == "id_tail"

    async def test_sends_the_code_to_the_number_that_calls(self, calls_from):
        call = await calls_from(PHONE)
        await call.answer(TAIL)
        assert await level(call) == 1

        await call.answer(await call.code())

        assert call.responses() == ["utter_identity_verified"]
        assert await level(call) == 2

    async def test_a_wrong_tail_asks_for_the_number_on_record(self, calls_from):
        call = await calls_from(PHONE)
        await call.answer(WRONG_TAIL)

        assert call.fields("utter_identity_mismatched")["left"] == "4"
        assert call.slots["requested_slot"] == "phone"

    async def test_a_member_may_call_from_another_phone(self, calls_from):
        call = await calls_from(DEMO_GIG_WORKER.phone)
        await call.answer("换号码", "update_member_info", 0.99)
        assert call.slots["requested_slot"] == "phone"

        await call.answer(PHONE, phone_number=PHONE)
        await call.answer(TAIL)
        await call.answer(await call.code())

        assert await level(call) == 2

    async def test_a_hidden_number_is_asked_for(self, calls_from):
        call = await calls_from("call:1")

        assert call.slots["requested_slot"] == "phone"

    async def test_a_tail_that_was_said_at_once_is_taken(self, calls_from, stage):
        call = await calls_from(PHONE)
        call.close()
        call.slots["phone"] = None
        await call.open(
            "verify_identity_form",
            f"查会员，身份证后四位{TAIL}",
            "check_membership",
            id_number=TAIL,
        )

        assert call.slots["requested_slot"] == "code"

    async def test_who_was_matched_needs_the_code_alone(self, calls_from):
        call = await calls_from(PHONE)
        await call.answer(TAIL)
        call.close()
        await call.run("action_check_membership", "查会员", "check_membership")
        assert call.responses() == ["utter_code_needed"]

        await call.open("verify_identity_form")

        assert call.slots["requested_slot"] == "code"

    async def test_another_code_is_sent_on_request(self, calls_from):
        call = await calls_from(PHONE)
        await call.answer(TAIL)
        first = await call.code()
        await call.answer("重发", "repeat_answer", 0.9)

        assert call.slots["requested_slot"] == "code"
        assert await call.code() != first

    async def test_five_wrong_tails_lock_the_number(self, calls_from):
        for _ in range(5):
            call = await calls_from(PHONE)
            await call.answer(WRONG_TAIL)

        assert call.responses() == ["utter_identity_locked"]
        assert call.form is None
