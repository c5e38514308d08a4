"""Nobody is told of, or changes, what is on record for somebody else."""

import pytest

ASKED = {
    "check_membership": "action_check_membership",
    "check_dream_application": "action_check_dream_application",
    "check_legal_case": "action_check_legal_case",
    "apply_hardship_aid": "action_offer_aid",
    "transfer_membership": "action_begin_transfer",
    "update_member_info": "action_begin_update",
    "leave_union": "action_begin_leaving",
}


class TestAnotherPerson:
    @pytest.mark.parametrize(
        ("intent", "text"),
        [
            ("check_membership", "帮我查一下我员工的会籍"),
            ("check_membership", "我们厂有哪些人入了工会"),
            ("check_dream_application", "我徒弟的圆梦审核过了没有"),
            ("check_legal_case", "我妈的法援办到哪一步了"),
            ("apply_hardship_aid", "我爸的困难补助批下来没有"),
            ("transfer_membership", "帮我把我前夫的会籍转走"),
            ("update_member_info", "帮我室友改一下手机号"),
            ("leave_union", "帮我下属办退会"),
        ],
    )
    async def test_is_not_served_even_by_who_is_proved(self, stage, intent, text):
        await stage.verify()

        await stage.run(ASKED[intent], text, intent)

        assert stage.responses() == ["utter_only_oneself_served"]

    @pytest.mark.parametrize(
        ("intent", "text"),
        [
            ("check_membership", "查一下李大勇的会员号"),
            ("check_legal_case", "李大勇的法援到哪一步了"),
            ("update_member_info", "把李大勇的手机号改一下"),
            ("leave_union", "帮李大勇退会"),
        ],
    )
    async def test_is_not_served_by_name(self, stage, intent, text):
        await stage.verify()

        await stage.run(ASKED[intent], text, intent, person_name="李大勇")

        assert stage.responses() == ["utter_only_oneself_served"]

    async def test_a_name_before_the_proof_is_verified(self, stage):
        await stage.run(
            "action_check_membership",
            "查一下李大勇的会员号",
            "check_membership",
            person_name="李大勇",
        )

        assert stage.responses() == ["utter_verification_needed"]


class TestOneself:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("查一下王小明的会员号", "王小明"),
            ("帮小明查一下会籍", "小明"),
            ("我是王晓鸣，帮我查会员", "王晓鸣"),
        ],
    )
    async def test_is_served_by_the_own_name(self, stage, text, name):
        await stage.verify()

        await stage.run(
            "action_check_membership", text, "check_membership", person_name=name
        )

        assert stage.responses()[0] == "utter_membership_active"
