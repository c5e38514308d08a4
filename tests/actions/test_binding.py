import pytest

from actions.forms import ANSWERS
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.identity import bindings, identity
from helpdesk.models import ChannelKind
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER

PHONE, TAIL = DEMO_MEMBER.phone, DEMO_MEMBER.id_number[-4:]
OPENID = "oDEMOinventedOpenid0001"


async def write_from(stage, openid=OPENID, channel=ChannelKind.wechat):
    """Let the stage be this WeChat account's talk."""
    async with unit_of_work(stage.sessions) as session:
        found = await conversations.resume(session, channel=channel, source_id=openid)
    stage.thread = found.thread
    return stage


@pytest.fixture
async def wechat(stage):
    return await write_from(stage)


async def verify(stage, phone=PHONE, tail=TAIL):
    """Answer what the proof asks for."""
    await stage.open("verify_identity_form")
    if stage.slots.get("requested_slot") != "code":
        await stage.answer(phone, phone_number=phone)
        await stage.answer(tail)
    await stage.answer(await stage.code())


def close(stage):
    """End the form, as Rasa does when nothing is left to ask."""
    stage.form = None
    stage.history.append({"event": "active_loop", "name": None})


async def bind(stage):
    await stage.run("action_bind_channel", "绑定会员", "bind_channel", 1.0)
    await verify(stage)
    proof = stage.responses()
    close(stage)
    await stage.run("action_go_on")
    return proof


async def level(stage):
    async with stage.sessions() as session:
        conversation = await conversations.by_thread(session, stage.thread)
        return await identity.level(session, conversation)


async def accounts(stage):
    async with stage.sessions() as session:
        conversation = await conversations.by_thread(session, stage.thread)
        member_id = await identity.matched_member(session, conversation)
        bound = await bindings.channels_of(session, member_id) if member_id else []
        return [each.ending for each in bound if each.lasts]


async def unbind(stage, *answers):
    await stage.run("action_begin_unbinding", "解绑", "unbind_channel", 1.0)
    await stage.open("unbind_form")
    for answer in answers:
        await stage.answer(answer, "affirm" if answer == "是的" else "provide_info")
    close(stage)
    await stage.run("action_unbind")


class TestBind:
    async def test_asks_for_a_proof_and_tells_what_it_is_good_for(self, wechat):
        await wechat.run("action_bind_channel", "绑定会员", "bind_channel", 1.0)
        assert wechat.responses() == ["utter_binding_begun"]

        await verify(wechat)

        assert wechat.responses() == ["utter_identity_verified", "utter_wechat_bound"]
        assert await level(wechat) == 2

    async def test_says_nothing_twice_when_the_proof_is_done(self, wechat):
        await bind(wechat)

        assert wechat.responses() == []
        assert wechat.slots["purpose"] is None

    async def test_who_is_bound_is_told_to_whom(self, wechat):
        await bind(wechat)

        await wechat.run("action_bind_channel", "绑定会员", "bind_channel", 1.0)

        assert wechat.responses() == ["utter_bound_already"]
        assert wechat.fields("utter_bound_already")["name"] == "王*明"

    @pytest.mark.parametrize("channel", [ChannelKind.web, ChannelKind.hotline])
    async def test_elsewhere_says_where_it_is_done(self, stage, channel):
        await write_from(stage, "13800138009", channel)

        await stage.run("action_bind_channel", "绑定会员", "bind_channel", 1.0)

        assert stage.responses() == ["utter_binding_elsewhere"]
        assert stage.slots.get("purpose") is None

    async def test_a_proof_for_something_else_tells_that_it_bound(self, wechat):
        await wechat.run("action_check_membership", "查会员", "check_membership")
        await verify(wechat)

        assert "utter_wechat_bound" in wechat.responses()

    async def test_tells_which_account_was_one_too_many(self, stage, time):
        for n in range(6):
            await write_from(stage, f"oDEMOaccount000{n}")
            proof = await bind(stage)
            assert ("utter_oldest_unbound" in proof) is (n == 5)
            time.forward(minutes=31)

        assert await accounts(stage) == ["0001", "0002", "0003", "0004", "0005"]


class TestProofOfWhoIsBound:
    async def test_sends_the_code_at_once(self, wechat, time):
        await bind(wechat)
        time.forward(hours=3)

        await wechat.run("action_check_membership", "查会员", "check_membership")
        assert wechat.responses() == ["utter_code_needed"]
        await wechat.open("verify_identity_form")

        assert wechat.slots["requested_slot"] == "code"
        assert wechat.slots["code_sent_to"] == "138****8000"
        assert wechat.slots["phone"] is None
        await wechat.answer(await wechat.code())
        assert await level(wechat) == 2

    async def test_sends_another_on_request(self, wechat, time):
        await bind(wechat)
        time.forward(hours=3)
        await wechat.run("action_check_membership", "查会员", "check_membership")
        await wechat.open("verify_identity_form")
        first = await wechat.code()

        await wechat.answer("没收到，重发")

        assert await wechat.code() != first
        assert wechat.slots["requested_slot"] == "code"

    async def test_sends_another_when_it_was_too_late(self, wechat, time):
        await bind(wechat)
        time.forward(hours=3)
        await wechat.run("action_check_membership", "查会员", "check_membership")
        await wechat.open("verify_identity_form")
        late = await wechat.code()
        time.forward(minutes=6)

        await wechat.answer(late)

        assert wechat.responses() == ["utter_code_expired"]
        await wechat.answer(await wechat.code())
        assert await level(wechat) == 2

    async def test_another_phone_needs_its_own_tail_and_code(self, wechat, time):
        await bind(wechat)
        time.forward(hours=3)
        await wechat.run("action_check_membership", "查会员", "check_membership")
        await wechat.open("verify_identity_form")
        gig = DEMO_GIG_WORKER

        await wechat.answer(gig.phone, phone_number=gig.phone)
        assert wechat.slots["requested_slot"] == "id_tail"
        await wechat.answer(gig.id_number[-4:])

        assert wechat.slots["code_sent_to"] != "138****8000"
        assert wechat.slots["requested_slot"] == "code"
        assert await level(wechat) == 1

    async def test_five_wrong_codes_lock_as_everywhere(self, wechat, time):
        await bind(wechat)
        time.forward(hours=3)
        await wechat.run("action_check_membership", "查会员", "check_membership")
        await wechat.open("verify_identity_form")
        right = await wechat.code()

        for _ in range(5):
            await wechat.answer("111111" if right != "111111" else "222222")

        assert wechat.responses() == ["utter_identity_locked"]
        assert await level(wechat) == 1


class TestTell:
    async def test_of_a_stranger_says_that_nothing_is_bound(self, wechat):
        await wechat.run("action_list_bindings", "我绑定了哪些", "list_channels", 1.0)

        assert wechat.responses() == ["utter_nothing_bound"]

    async def test_counts_and_names_the_accounts(self, stage):
        await bind(await write_from(stage, "oDEMOaccount0001"))
        await bind(await write_from(stage, "oDEMOaccount0002"))

        await stage.run("action_list_bindings", "我绑定了哪些", "list_channels", 1.0)

        told = stage.fields("utter_bindings_told")
        assert told["count"] == "2"
        assert told["list"] == "1. 2026年7月15日绑定的微信（尾号 0001）\n2. 这个微信"

    async def test_elsewhere_asks_who_it_is_first(self, stage):
        await stage.run("action_list_bindings", "我绑定了哪些", "list_channels", 1.0)

        assert stage.responses() == ["utter_matching_needed"]

    async def test_of_who_never_bound_one_says_so(self, stage):
        await stage.run("action_list_bindings", "我绑定了哪些", "list_channels", 1.0)
        await stage.open("verify_identity_form")
        await stage.answer(PHONE, phone_number=PHONE)
        await stage.answer(TAIL)
        close(stage)

        await stage.run("action_go_on")

        assert stage.responses() == ["utter_nothing_bound_anywhere"]


class TestUnbind:
    async def test_of_a_stranger_says_that_nothing_is_bound(self, wechat):
        await wechat.run("action_begin_unbinding", "解绑", "unbind_channel", 1.0)

        assert wechat.responses() == ["utter_nothing_bound"]

    async def test_asks_first_and_takes_the_only_account(self, wechat):
        await bind(wechat)
        await wechat.run("action_begin_unbinding", "解绑", "unbind_channel", 1.0)
        assert wechat.slots["binding_shown"] == "这个微信"

        await unbind(wechat, "是的")

        assert wechat.responses() == ["utter_unbound_here"]
        assert await level(wechat) == 0
        for slot in ("binding", "bindings", "binding_shown", "bindings_listed"):
            assert wechat.slots[slot] is None

    async def test_a_no_keeps_it(self, wechat):
        await bind(wechat)
        await wechat.run("action_begin_unbinding", "解绑", "unbind_channel", 1.0)
        await wechat.open("unbind_form")
        await wechat.answer("先不解除", "deny")
        close(wechat)
        await wechat.run("action_unbind")

        assert wechat.responses() == ["utter_binding_kept"]
        assert await level(wechat) == 2

    @pytest.mark.parametrize(
        ("said", "gone"),
        [("第一个", "0001"), ("2", "0002"), ("尾号0001那个", "0001")],
    )
    async def test_of_several_asks_which(self, stage, said, gone):
        await bind(await write_from(stage, "oDEMOaccount0001"))
        await bind(await write_from(stage, "oDEMOaccount0002"))
        await bind(await write_from(stage, "oDEMOaccount0003"))

        await unbind(stage, said, "是的")

        assert stage.responses() == ["utter_unbound"]
        assert gone not in await accounts(stage)
        assert len(await accounts(stage)) == 2

    @pytest.mark.parametrize("said", ["第五个", "随便", "？"])
    async def test_asks_again_for_what_is_not_in_the_list(self, stage, said):
        await bind(await write_from(stage, "oDEMOaccount0001"))
        await bind(await write_from(stage, "oDEMOaccount0002"))
        await stage.run("action_begin_unbinding", "解绑", "unbind_channel", 1.0)
        await stage.open("unbind_form")

        await stage.answer(said)

        assert stage.responses() == ["utter_binding_unclear"]
        assert stage.slots["requested_slot"] == "binding"

    async def test_needs_a_fresh_code_when_the_proof_is_old(self, wechat, time):
        await bind(wechat)
        time.forward(hours=3)

        await wechat.run("action_begin_unbinding", "解绑", "unbind_channel", 1.0)

        assert wechat.responses() == ["utter_code_needed"]
        assert await level(wechat) == 1

    async def test_a_lost_account_goes_from_another_channel(self, stage, conversation):
        await bind(await write_from(stage, "oDEMOaccount0001"))
        stage.thread = conversation.thread
        await stage.run("action_begin_unbinding", "我换微信了", "move_channel", 1.0)
        assert stage.responses() == ["utter_verification_needed"]
        await verify(stage)
        close(stage)
        await stage.run("action_go_on")

        await unbind(stage, "是的")

        assert stage.responses() == ["utter_unbound"]
        assert await accounts(stage) == []

    async def test_of_what_is_gone_already_is_done(self, wechat):
        await bind(wechat)
        await wechat.run("action_begin_unbinding", "解绑", "unbind_channel", 1.0)
        await wechat.open("unbind_form")
        await wechat.answer("是的", "affirm")
        wechat.slots["binding"] = "999999"
        close(wechat)

        await wechat.run("action_unbind")

        assert wechat.responses() == ["utter_unbound"]


class TestInAForm:
    async def test_a_wish_leaves_whatever_is_asked(self, wechat):
        await wechat.run("action_begin_leaving", "退会", "leave_union")
        await verify(wechat)
        close(wechat)
        await wechat.run("action_go_on")
        await wechat.open("leave_union_form")

        events = await wechat.answer("解绑", "unbind_channel", 1.0)

        assert events == []
        assert "unbind_channel" not in ANSWERS
