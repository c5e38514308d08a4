import re

import pytest
from sqlalchemy import select

from helpdesk.models import Member, Residence
from helpdesk.notifications import notifications
from helpdesk.notifications.sender import DemoSender
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER

NEW = "13800131777"
INTENT = "update_member_info"


async def choose(stage, text, **entities):
    """Say what is to be changed, and have it sent its way."""
    await stage.run("action_begin_update", text, INTENT, **entities)
    await stage.open("choose_detail_form")
    stage.close()
    await stage.run("action_choose_detail")


async def change_phone(stage, phone=NEW):
    await stage.verify()
    await ask_to_change_phone(stage, phone)


async def ask_to_change_phone(stage, phone=NEW):
    await choose(stage, f"帮我把手机号改成{phone}", phone_number=phone)
    await stage.open("change_detail_form")
    await stage.answer("是的", "affirm")
    await stage.run("action_change_detail")


async def code_sent_to(stage, phone=NEW):
    await notifications.deliver_due(stage.sessions, DemoSender())
    async with stage.sessions() as session:
        sent = await notifications.demo_messages(session, phone)
    return re.search(r"\d{6}", sent[0].text)[0]


async def match(stage, person):
    """Give phone and end of the ID number, as for a lost card; no code is asked."""
    stage.slots["proof_level"] = 1
    await stage.open("verify_identity_form", "我的卡丢了", "report_card_problem")
    await stage.answer(person.phone, phone_number=person.phone)
    await stage.answer(person.id_number[-4:])
    assert stage.responses() == ["utter_identity_matched"]
    stage.close()


async def enter(stage, code):
    await stage.open("prove_phone_form")
    await stage.answer(code)
    await stage.run("action_prove_phone")


async def record(stage):
    async with stage.sessions() as session:
        found = select(Member).where(Member.member_number == DEMO_MEMBER.member_number)
        return (await session.scalars(found)).one()


class TestChoose:
    async def test_asks_for_proof_before_a_detail_of_ones_own(self, stage):
        await choose(stage, "帮我改下居住证情况")

        assert stage.responses() == ["utter_verification_needed"]
        assert stage.slots["purpose"] == "action_choose_detail"

    @pytest.mark.parametrize(
        ("text", "response"),
        [
            ("帮我改姓名", "utter_detail_needs_papers"),
            ("帮我改身份证号", "utter_detail_needs_papers"),
            ("我们公司改名了", "utter_employer_renamed_explained"),
            ("登记的手机号停用了要换", "utter_old_phone_gone"),
        ],
    )
    async def test_passes_on_what_a_union_changes(self, stage, text, response):
        await choose(stage, text)

        assert stage.responses() == [response, "utter_ticket_offered"]
        assert stage.slots["offered_form"] == "open_ticket_form"
        assert stage.slots["category"] == INTENT
        assert stage.slots["matter"] == text

    async def test_sends_a_new_employer_to_the_transfer(self, stage):
        await stage.run("action_begin_update", "帮我改工作单位", INTENT)
        await stage.open("choose_detail_form")

        events = await stage.run("action_choose_detail")

        assert events[-1]["name"] == "action_begin_transfer"

    async def test_keeps_nothing_for_somebody_else(self, stage):
        await stage.run("action_begin_update", "帮我妈改手机号", INTENT)

        assert stage.responses() == ["utter_only_oneself_served"]


class TestChange:
    async def test_changes_a_choice_of_ones_own(self, stage):
        await stage.verify()
        await choose(stage, "帮我改下居住证情况")
        await stage.open("change_detail_form")
        await stage.answer("有居住证")
        await stage.answer("是的", "affirm")

        await stage.run("action_change_detail")

        assert stage.responses() == ["utter_detail_changed"]
        assert (await record(stage)).residence is Residence.permit
        assert stage.slots["new_value"] is None

    async def test_asks_again_for_a_place_outside_the_city(self, stage):
        await stage.verify()
        await choose(stage, "帮我改地址")
        await stage.open("change_detail_form")
        await stage.answer("东莞长安")
        await stage.answer("是的", "affirm")

        events = await stage.run("action_change_detail")

        assert stage.responses() == ["utter_new_value_unclear"]
        assert events[-1]["name"] == "change_detail_form"
        assert stage.slots["confirmed"] is None


class TestProve:
    async def test_puts_the_new_phone_on_record_after_its_own_code(self, stage):
        await change_phone(stage)
        assert stage.fields("utter_new_phone_code_sent")["phone"] == "138****1777"

        await enter(stage, await code_sent_to(stage))

        assert stage.responses() == ["utter_detail_changed"]
        assert (await record(stage)).phone == NEW

    async def test_a_wrong_code_changes_nothing_and_is_asked_again(self, stage):
        await change_phone(stage)
        right = await code_sent_to(stage)

        await enter(stage, "111111" if right != "111111" else "222222")

        assert stage.responses() == ["utter_code_wrong"]
        assert (await record(stage)).phone == DEMO_MEMBER.phone
        await enter(stage, right)
        assert (await record(stage)).phone == NEW

    async def test_who_is_matched_when_the_proof_has_ended_keeps_their_phone(
        self, stage, time
    ):
        await stage.verify()
        time.forward(hours=1, minutes=58)
        await ask_to_change_phone(stage)
        code = await code_sent_to(stage)
        time.forward(minutes=3)
        await match(stage, DEMO_GIG_WORKER)

        await enter(stage, code)

        assert stage.responses() == ["utter_verification_needed"]
        async with stage.sessions() as session:
            changed = select(Member).where(Member.phone_lookup == NEW)
            assert (await session.scalars(changed)).all() == []

    async def test_sends_another_code_on_request(self, stage):
        await change_phone(stage)
        first = await code_sent_to(stage)

        await enter(stage, "没收到，重发")

        assert stage.responses() == ["utter_new_phone_code_sent"]
        assert await code_sent_to(stage) != first

    async def test_an_expired_code_is_sent_anew(self, stage, time):
        await change_phone(stage)
        late = await code_sent_to(stage)
        time.forward(minutes=6)

        await enter(stage, late)

        assert stage.responses() == ["utter_code_expired", "utter_new_phone_code_sent"]

    async def test_a_phone_on_record_for_somebody_else_is_refused(self, stage):
        await change_phone(stage, DEMO_GIG_WORKER.phone)

        await enter(stage, await code_sent_to(stage, DEMO_GIG_WORKER.phone))

        assert stage.responses() == ["utter_phone_taken"]
        assert (await record(stage)).phone == DEMO_MEMBER.phone
