import pytest

from actions.disputes import DISPUTES
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.identity import identity
from helpdesk.legal_aid import legal_cases
from helpdesk.models import DisputeKind, LegalCaseStatus, Priority
from helpdesk.tickets import tickets

PHONE = "13800138123"


async def opened(stage):
    """The ticket and the case that were just told of."""
    number = stage.fields("utter_ticket_opened")["number"]
    async with stage.sessions() as session:
        ticket = await tickets.by_number(session, number)
        for status in (LegalCaseStatus.consultation, LegalCaseStatus.applied):
            for case in await legal_cases.list_in(session, status):
                if case.ticket_id == ticket.id:
                    return ticket, case
    raise AssertionError("no case behind the ticket")


async def take_down(stage, form, action, *replies):
    """Answer a form's questions in their order and submit."""
    await stage.open(form, "帮我登记", "affirm")
    for reply in (*replies, (PHONE, {"phone_number": PHONE})):
        text, heard = reply if isinstance(reply, tuple) else (reply, {})
        await stage.answer(text, **heard)
    assert stage.slots["requested_slot"] == "confirmed"
    await stage.answer("是的", "affirm")
    stage.form = None
    await stage.run(action)


EMPLOYER = ("永盛五金", {"employer": "永盛五金"})
BAOAN = ("宝安", {"district": "宝安"})


class TestOpening:
    @pytest.mark.parametrize(
        ("form", "action", "replies", "kind", "facts"),
        [
            (
                "report_work_injury_form",
                "action_open_injury",
                [
                    EMPLOYER,
                    ("6月1号", {"date": "2026-06-01"}),
                    BAOAN,
                    "没给交",
                    "他们不肯报",
                ],
                DisputeKind.injury,
                {
                    "injured_on": "2026年6月1日",
                    "insured": "没交",
                    "reported": "还没申请",
                },
            ),
            (
                "report_dismissal_form",
                "action_open_dismissal",
                [
                    EMPLOYER,
                    "五年",
                    "六千",
                    ("上个月10号", {"date": "2026-06-10"}),
                    "说订单少",
                ],
                DisputeKind.dismissal,
                {"tenure": "5年", "monthly_wage": "6000"},
            ),
            (
                "report_overtime_form",
                "action_open_overtime",
                [EMPLOYER, "早八晚八", "不知道", "还在上班"],
                DisputeKind.overtime,
                {"overtime_pattern": "早八晚八", "employment": "在职"},
            ),
            (
                "report_social_insurance_form",
                "action_open_insurance",
                [EMPLOYER, "都没交", "两年", "还在上班"],
                DisputeKind.social_insurance,
                {"insurance_kind": "社保和公积金", "uninsured_for": "2年"},
            ),
            (
                "report_contract_issue_form",
                "action_open_contract",
                [EMPLOYER, "一直没签", "八个月", "还在上班"],
                DisputeKind.contract,
                {"contract_issue": "一直没签", "tenure": "8个月"},
            ),
            (
                "report_female_worker_issue_form",
                "action_open_female",
                [EMPLOYER, "大肚子五个月了", "要调我去仓库", BAOAN],
                DisputeKind.female_worker,
                {"maternity_stage": "怀孕", "employer_act": "要调我去仓库"},
            ),
            (
                "report_resignation_issue_form",
                "action_open_resignation",
                [
                    EMPLOYER,
                    "写了报告",
                    ("上个月20号", {"date": "2026-06-20"}),
                    "还在上班",
                ],
                DisputeKind.resignation,
                {"resigned_how": "书面", "resigned_on": "2026年6月20日"},
            ),
        ],
    )
    async def test_opens_a_ticket_and_its_case(
        self, stage, form, action, replies, kind, facts
    ):
        await take_down(stage, form, action, *replies)

        ticket, case = await opened(stage)
        assert case.dispute is kind
        assert case.employer == "永盛五金"
        assert case.facts.items() >= facts.items()
        assert "contact_phone" not in case.facts
        assert ticket.contact_phone == PHONE
        assert stage.responses()[-1] == "utter_case_documents_told"

    async def test_counts_both_terms_of_an_injury(self, stage):
        await take_down(
            stage,
            "report_work_injury_form",
            "action_open_injury",
            EMPLOYER,
            ("6月1号", {"date": "2026-06-01"}),
            BAOAN,
            "没给交",
            "没报",
        )

        told = stage.fields("utter_injury_deadline_told")
        assert told["deadline"] == "2027年6月1日"
        assert "单位的 30 天已经过了" in told["steps"]

    async def test_an_injury_that_is_reported_already_needs_no_deadline(self, stage):
        await take_down(
            stage,
            "report_work_injury_form",
            "action_open_injury",
            EMPLOYER,
            ("6月1号", {"date": "2026-06-01"}),
            BAOAN,
            "交了",
            "已经申请了",
        )

        assert "utter_injury_deadline_told" not in stage.responses()

    async def test_a_term_that_ends_within_the_week_is_urgent(self, stage):
        await take_down(
            stage,
            "report_dismissal_form",
            "action_open_dismissal",
            EMPLOYER,
            "五年",
            "六千",
            ("去年7月18号", {"date": "2025-07-18"}),
            "没说",
        )

        ticket, _ = await opened(stage)
        assert ticket.priority is Priority.urgent
        assert "先行提供法律援助" in stage.fields("utter_case_alerted")["alert"]

    async def test_a_term_that_has_run_out_is_told_once(self, stage):
        await take_down(
            stage,
            "report_dismissal_form",
            "action_open_dismissal",
            EMPLOYER,
            "五年",
            "六千",
            ("前年", {"date": "2024-07"}),
            "没说",
        )

        ticket, _ = await opened(stage)
        assert ticket.priority is Priority.high
        assert "utter_claim_expired" in stage.responses()
        assert "utter_case_alerted" not in stage.responses()

    async def test_nothing_is_opened_without_a_yes(self, stage):
        await stage.open("report_work_injury_form", "工伤", "report_work_injury")
        await stage.run("action_open_injury")

        assert stage.said == []

    @pytest.mark.parametrize("intent", DISPUTES)
    def test_no_form_asks_more_than_six_questions_of_everybody(self, intent):
        asked = [f for f in DISPUTES[intent].form.fields if f.only_if is None]

        assert len(asked) <= 6


class TestAnswers:
    async def test_not_signed_is_an_answer_and_no_refusal(self, stage):
        await stage.open("report_contract_issue_form", "登记", "affirm")
        await stage.answer("永盛五金", employer="永盛五金")
        await stage.answer("没签", "deny")

        assert stage.slots["contract_issue"] == "没签"

    async def test_a_bare_yes_picks_nothing_of_several(self, stage):
        await stage.open("calculate_form", "加班费怎么算", "report_overtime")
        stage.slots |= {"calculation": "overtime", "requested_slot": "day_kind"}
        await stage.answer("都有吧", "affirm")

        assert stage.slots.get("day_kind") is None
        assert stage.responses() == ["utter_day_kind_unclear"]


class TestApplying:
    async def begin(self, stage, *replies):
        await take_down(stage, "apply_legal_aid_form", "action_open_aid", *replies)

    async def test_a_migrant_worker_with_wages_is_not_asked_for_hardship(self, stage):
        await self.begin(stage, "欠薪的事", EMPLOYER, "是外地来打工的")

        _, case = await opened(stage)
        assert case.status is LegalCaseStatus.applied
        assert case.dispute is DisputeKind.unpaid_wages
        assert stage.responses()[1:3] == [
            "utter_aid_likely",
            "utter_government_aid_likely",
        ]
        assert (
            "经济困难证明" not in stage.fields("utter_case_documents_told")["documents"]
        )

    async def test_proof_of_harm_stands_in_for_hardship(self, stage):
        await self.begin(stage, "辞退的事", EMPLOYER, "不困难", "有聊天记录")

        assert "严重侵害" in stage.fields("utter_aid_likely")["reasons"]
        assert "utter_government_aid_unlikely" in stage.responses()

    async def test_who_has_neither_still_gets_an_officer(self, stage):
        await self.begin(stage, "合同的事", EMPLOYER, "不困难", "没有")

        _, case = await opened(stage)
        assert case.status is LegalCaseStatus.applied
        assert stage.fields("utter_aid_unlikely")

    async def test_who_does_not_know_is_told_what_is_open(self, stage):
        await self.begin(stage, "辞退的事", EMPLOYER, "不好说", "说不准")

        assert stage.fields("utter_aid_unknown")["reasons"]

    async def test_what_is_no_labour_dispute_is_said_to_be_none(self, stage):
        await self.begin(stage, "离婚的事", EMPLOYER, "困难")

        assert "不是劳动争议" in stage.fields("utter_aid_unlikely")["reasons"]


class TestChecking:
    async def test_somebody_unknown_verifies_first(self, stage):
        events = await stage.run(
            "action_check_legal_case", "我的法援到哪了", "check_legal_case"
        )

        assert "utter_verification_needed" in stage.responses()
        assert events[-1]["name"] == "verify_identity_form"
        assert stage.slots["purpose"] == "action_check_legal_case"

    async def test_a_verified_worker_sees_their_case_in_plain_words(self, stage):
        await stage.verify()
        await self.open_case(stage)
        await stage.run("action_check_legal_case", "我的案子到哪了", "check_legal_case")

        told = stage.fields("utter_case_told")
        assert told["title"] == "工伤"
        assert told["employer"] == "永盛五金"
        assert "等工作人员审查" in told["told"]

    async def test_who_has_no_case_hears_how_to_apply(self, stage):
        await stage.verify()
        await stage.run("action_check_legal_case", "我的案子到哪了", "check_legal_case")

        assert stage.responses() == ["utter_case_missed"]

    async def open_case(self, stage):
        async with unit_of_work(stage.sessions) as session:
            conversation = await conversations.by_thread(session, stage.thread)
            member = await identity.member_of(session, conversation)
            case = await legal_cases.open(
                session,
                dispute=DisputeKind.injury,
                employer="永盛五金",
                member_id=member.id,
            )
            await legal_cases.apply(session, case)
