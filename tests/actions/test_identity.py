import pytest

from helpdesk.conversations import conversations
from helpdesk.identity import identity
from helpdesk.seed import DEMO_MEMBER

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
