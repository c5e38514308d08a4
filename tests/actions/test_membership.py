from helpdesk.seed import DEMO_MEMBER
from helpdesk.tickets import tickets


class TestCheckMembership:
    async def test_asks_for_proof_first(self, stage):
        events = await stage.run(
            "action_check_membership", "查会员", "check_membership"
        )

        assert stage.responses() == ["utter_verification_needed"]
        assert {"event": "followup", "name": "verify_identity_form"}.items() <= {
            key: value for event in events for key, value in event.items()
        }.items()
        assert stage.slots["purpose"] == "action_check_membership"

    async def test_tells_a_proved_member_with_the_name_masked(self, stage):
        await stage.verify()

        await stage.run("action_check_membership", "查会员", "check_membership")

        assert stage.responses() == [
            "utter_membership_active",
            "utter_real_name_verified",
            "utter_card_active",
        ]
        told = stage.fields("utter_membership_active")
        assert told["name"] == "王*明"
        assert told["number"] == DEMO_MEMBER.member_number
        assert told["joined_on"] == "2019年5月1日"

    async def test_goes_on_by_itself_after_the_proof(self, stage):
        await stage.run("action_check_membership", "查会员", "check_membership")
        await stage.verify()

        await stage.run("action_go_on")

        assert stage.responses()[0] == "utter_membership_active"
        assert stage.slots["purpose"] is None


class TestOpenJoining:
    async def test_opens_a_ticket_without_what_was_skipped(self, stage):
        await stage.open("join_union_form", "我想加入工会", "join_union")
        await stage.answer("王建国", person_name="王建国")
        await stage.answer("没有", "deny")
        await stage.answer("龙岗坂田", district="龙岗", place="坂田")
        await stage.answer("13800138123", phone_number="13800138123")
        await stage.answer("是的", "affirm")

        await stage.run("action_open_joining")

        number = stage.fields("utter_ticket_opened")["number"]
        async with stage.sessions() as session:
            ticket = await tickets.by_number(session, number)
        assert ticket.category == "join_union"
        assert ticket.subject == "我想加入工会"
        assert ticket.details == {"contact_name": "王建国", "area": "龙岗坂田"}
        assert ticket.contact_phone == "13800138123"

    async def test_empties_the_form(self, stage):
        await stage.open("join_union_form", "我想加入工会", "join_union")
        await stage.answer("王建国", person_name="王建国")

        await stage.run("action_open_joining")

        assert stage.said == []
        assert not any(
            stage.slots[slot] for slot in ("contact_name", "matter", "confirmed")
        )


class TestFindUnion:
    async def test_names_the_street_first_and_then_what_is_above(self, stage):
        await stage.open(
            "find_union_form", "西乡的工会在哪", "find_union", place="西乡"
        )

        await stage.run("action_find_union")

        assert stage.responses()[0] == "utter_union_found"
        names = [each["name"] for each in stage.said[1:]]
        assert "西乡" in names[0]
        assert len(names) == 3

    async def test_tells_one_on_the_telephone(self, stage):
        stage.channel = "voice"
        await stage.open("find_union_form", "在宝安", "find_union", district="宝安")

        await stage.run("action_find_union")

        assert stage.responses() == ["utter_union_found", "utter_union_told"]
