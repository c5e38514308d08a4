import pytest

from helpdesk.assistance import assistance, mutual_aid
from helpdesk.assistance.repository import AssistanceRepository
from helpdesk.database import unit_of_work
from helpdesk.members import members
from helpdesk.models import CardStatus, ClaimKind, RealNameStatus, Residence
from helpdesk.seed import DEMO_MEMBER
from helpdesk.tickets import tickets

PHONE = "13800138123"


async def demo(session):
    return await members.by_phone(session, DEMO_MEMBER.phone)


async def opened(stage):
    number = stage.fields("utter_ticket_opened")["number"]
    async with stage.sessions() as session:
        return await tickets.by_number(session, number)


class TestOfferAid:
    @pytest.mark.parametrize(
        ("intent", "form"),
        [
            ("ask_hardship_aid", "apply_hardship_form"),
            ("apply_hardship_aid", "apply_hardship_form"),
            ("ask_mutual_aid", "claim_mutual_aid_form"),
            ("claim_mutual_aid", "claim_mutual_aid_form"),
            ("ask_golden_autumn", "golden_autumn_form"),
        ],
    )
    async def test_answers_and_offers_the_form(self, stage, intent, form):
        await stage.run("action_offer_aid", "跟我讲讲", intent)

        assert len(stage.responses()) == 2
        assert stage.slots["offered_form"] == form

    async def test_keeps_what_the_question_told(self, stage):
        await stage.run(
            "action_offer_aid", "老婆得了癌症，没有深户能申请吗", "ask_hardship_aid"
        )

        assert stage.slots["hardship_cause"] == "重病"

    async def test_offers_nothing_inside_another_form(self, stage):
        await stage.open("report_wages_form", "欠薪", "report_unpaid_wages")

        await stage.run("action_offer_aid", "金秋助学多少钱", "ask_golden_autumn")

        assert len(stage.responses()) == 1


class TestProgress:
    async def test_is_told_to_nobody_who_is_not_proved(self, stage):
        await stage.run("action_offer_aid", "困难补助批下来没有", "ask_hardship_aid")

        assert stage.responses() == ["utter_verification_needed"]
        assert stage.slots["purpose"] == "action_offer_aid"

    async def test_is_told_to_the_member(self, stage):
        async with unit_of_work(stage.sessions) as session:
            member = await demo(session)
            await assistance.apply_hardship(
                session,
                member_id=member.id,
                year=2026,
                residence=Residence.permit,
                circumstances={},
            )
        await stage.verify()

        await stage.run("action_offer_aid", "困难补助批下来没有", "ask_hardship_aid")

        told = stage.fields("utter_aid_progress_told")
        assert (told["what"], told["year"]) == ("困难帮扶", "2026")

    async def test_says_when_there_is_nothing(self, stage):
        await stage.verify()

        await stage.run("action_offer_aid", "住院津贴审核到哪了", "claim_mutual_aid")

        assert stage.responses() == ["utter_aid_progress_missed"]


class TestOpenHardship:
    async def fill(self, stage, *answers, cause="家里老人重病"):
        await stage.open("apply_hardship_form", cause, "apply_hardship_aid")
        for answer in answers:
            await stage.answer(answer, "out_of_scope", 0.3)
        await stage.answer("罗湖", district="罗湖")
        await stage.answer(PHONE, phone_number=PHONE)
        await stage.answer("是的", "affirm")
        await stage.run("action_open_hardship")

    async def test_asks_no_income_where_illness_decides(self, stage):
        await self.fill(stage, "有工会", "有居住证")

        assert stage.responses() == ["utter_ticket_opened", "utter_hardship_likely"]
        ticket = await opened(stage)
        assert ticket.details["residence"] == "居住证"
        assert "income_per_head" not in ticket.details

    async def test_says_what_is_missing_for_low_income(self, stage):
        await self.fill(stage, "算不清", "没有", "都没有", cause="收入低想申请")

        told = stage.fields("utter_hardship_unlikely")
        assert "社区" in told["reasons"]
        assert told["year"] == "2018"

    async def test_takes_the_newest_known_line_for_a_hint_only(self, stage):
        await self.fill(stage, "3000块", "有工会", "深圳户口", cause="收入低想申请")

        assert "1200" in stage.fields("utter_hardship_unknown")["reasons"]

    async def test_opens_the_file_of_a_proved_member(self, stage):
        await stage.verify()
        await self.fill(stage, "有工会", "深圳户口")

        async with stage.sessions() as session:
            found = await assistance.progress_of(session, (await demo(session)).id)
        assert [(each.what, each.year) for each in found] == [("hardship", 2026)]


class TestOpenSchool:
    async def test_tells_conditions_and_amounts_with_their_year(self, stage):
        await stage.open("golden_autumn_form", "孩子考上大学了", "ask_golden_autumn")
        await stage.answer("有工会", "join_union", 0.4)
        await stage.answer("居住证", "out_of_scope", 0.9)
        await stage.answer("建过", "affirm")
        await stage.answer(PHONE, phone_number=PHONE)
        await stage.answer("是的", "affirm")
        await stage.run("action_open_school_aid")

        assert stage.responses()[1] == "utter_school_likely"
        assert "8000" in stage.fields("utter_school_grant_told")["told"]
        assert "2019" in stage.fields("utter_school_grant_told")["told"]
        assert (await opened(stage)).category == "ask_golden_autumn"


class TestClaim:
    async def fill(self, stage, text="我要申领住院津贴", *answers):
        await stage.open("claim_mutual_aid_form", text, "claim_mutual_aid")
        for answer in answers or ("12天",):
            await stage.answer(answer, "claim_mutual_aid", 0.4)
        await stage.answer("是的", "affirm")

    async def set_card(self, stage, card, real_name):
        async with unit_of_work(stage.sessions) as session:
            member = await demo(session)
            member.card_status, member.real_name_status = card, real_name

    async def test_proves_the_worker_before_anything_is_handed_in(self, stage):
        await self.fill(stage)
        await stage.run("action_open_claim")

        assert stage.responses() == ["utter_verification_needed"]
        assert stage.slots["purpose"] == "action_open_claim"
        assert stage.slots["claim_kind"] == "住院津贴"

    async def test_goes_on_when_proved(self, stage):
        await self.set_card(stage, CardStatus.active, RealNameStatus.verified)
        await self.fill(stage)
        await stage.run("action_open_claim")
        await stage.verify()
        await stage.run("action_go_on")

        assert stage.responses() == ["utter_ticket_opened", "utter_claim_told"]
        assert "720元" in stage.fields("utter_claim_told")["told"]
        async with stage.sessions() as session:
            found = await mutual_aid.progress_of(session, (await demo(session)).id)
        assert [each.what for each in found] == ["mutual_aid"]
        assert stage.slots["claim_kind"] is None

    async def test_says_why_when_it_can_not_be(self, stage):
        await self.set_card(stage, CardStatus.issued, RealNameStatus.verified)
        await stage.verify()
        await self.fill(stage)
        await stage.run("action_open_claim")

        assert stage.responses()[0] == "utter_claim_not_entitled"
        assert "激活" in stage.fields("utter_claim_not_entitled")["why"]

    @pytest.mark.parametrize(
        ("said", "kind"),
        [
            ("住院", ClaimKind.hospital),
            ("得癌症住院的", ClaimKind.hospital_cancer),
            ("生孩子的", ClaimKind.maternity),
        ],
    )
    async def test_tells_the_kinds_apart(self, stage, said, kind):
        await self.set_card(stage, CardStatus.active, RealNameStatus.verified)
        await stage.verify()
        await self.fill(stage, "怎么领津贴", said, "1个")
        await stage.run("action_open_claim")

        async with stage.sessions() as session:
            member = await demo(session)
            [claim] = await AssistanceRepository(session).claims_of(member.id)
        assert claim.claim["kind"] == kind
