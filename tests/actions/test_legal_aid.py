import pytest

from helpdesk.legal_aid import legal_cases
from helpdesk.models import DisputeKind, LegalCaseStatus, Priority
from helpdesk.tickets import tickets

PHONE = "13800138123"
DOCUMENTS = "utter_case_documents_told"


async def cases_of(stage):
    async with stage.sessions() as session:
        found = await legal_cases.list_in(session, LegalCaseStatus.consultation)
        return [case for case in found if case.ticket_id]


async def fill(stage, employment, **named):
    await stage.open(
        "report_wages_form", "老板三个月没发工资", "report_unpaid_wages", duration="P3M"
    )
    await stage.answer("鑫盛达", employer="鑫盛达")
    await stage.answer("两万四", money="24000")
    await stage.answer("宝安", district="宝安")
    await stage.answer(employment, **named)
    if stage.slots["requested_slot"] == "left_on":
        await stage.answer("不记得了")
    await stage.answer(PHONE, phone_number=PHONE)


async def submit(stage):
    await stage.answer("是的", "affirm")
    await stage.run("action_open_wages")


class TestOpenWages:
    async def test_opens_a_ticket_with_every_answer(self, stage):
        await fill(stage, "还在上班")
        await submit(stage)

        number = stage.fields("utter_ticket_opened")["number"]
        async with stage.sessions() as session:
            ticket = await tickets.by_number(session, number)
        assert ticket.category == "report_unpaid_wages"
        assert ticket.priority is Priority.normal
        assert ticket.contact_phone == PHONE
        assert ticket.details == {
            "employer": "鑫盛达",
            "unpaid_months": "3",
            "unpaid_amount": "24000",
            "area": "宝安",
            "employment": "在职",
        }

    async def test_says_no_deadline_to_who_is_still_employed(self, stage):
        await fill(stage, "还在上班")
        await submit(stage)

        assert stage.responses() == ["utter_ticket_opened", DOCUMENTS]

    async def test_tells_who_left_until_when_to_claim(self, stage):
        await fill(stage, "上个月离职了", date="2026-06")
        await submit(stage)

        told = stage.fields("utter_claim_deadline_told")
        assert told["deadline"] == "2027年6月1日"

    async def test_warns_who_left_long_ago(self, stage):
        await fill(stage, "去年就离职了", date="2025-03-02")
        await submit(stage)

        told = ["utter_ticket_opened", "utter_claim_expired", DOCUMENTS]
        assert stage.responses() == told

    async def test_says_no_deadline_when_the_day_is_not_remembered(self, stage):
        await fill(stage, "已经离职了")
        await submit(stage)

        assert stage.responses() == ["utter_ticket_opened", DOCUMENTS]

    async def test_opens_a_case_behind_the_ticket(self, stage):
        await fill(stage, "还在上班")
        await submit(stage)

        [case] = await cases_of(stage)
        assert case.dispute is DisputeKind.unpaid_wages
        assert case.status is LegalCaseStatus.consultation
        assert case.employer == "鑫盛达"
        assert case.claimed_cents == 2_400_000

    async def test_many_together_are_urgent_and_hear_of_representatives(self, stage):
        await stage.open(
            "report_wages_form",
            "我们三个月没发工资",
            "report_unpaid_wages",
            duration="P3M",
            headcount="15",
            employer="鑫盛达",
            money="24000",
            district="宝安",
        )
        await stage.answer("还在上班")
        await stage.answer(PHONE, phone_number=PHONE)
        await submit(stage)

        assert "15人" in stage.fields("utter_case_alerted")["alert"]
        number = stage.fields("utter_ticket_opened")["number"]
        async with stage.sessions() as session:
            ticket = await tickets.by_number(session, number)
        assert ticket.priority is Priority.urgent

    @pytest.mark.parametrize(
        ("told", "asked"),
        [
            ("老板欠我工资", "contact_phone"),
            ("老板欠我和工友的工资", "headcount"),
            ("工地的工钱没给", "contractor"),
        ],
    )
    async def test_asks_for_others_and_the_site_only_where_they_matter(
        self, stage, told, asked
    ):
        await stage.open(
            "report_wages_form",
            told,
            "report_unpaid_wages",
            duration="P3M",
            employer="鑫盛达",
            money="24000",
            district="宝安",
        )
        await stage.answer("还在上班")

        assert stage.slots["requested_slot"] == asked

    async def test_opens_one_ticket_for_one_message(self, stage):
        await fill(stage, "还在上班")
        await stage.answer("是的", "affirm")
        slots = dict(stage.slots)
        await stage.run("action_open_wages")
        first = stage.fields("utter_ticket_opened")["number"]
        stage.slots = slots
        await stage.run("action_open_wages")

        assert stage.fields("utter_ticket_opened")["number"] == first

    async def test_opens_nothing_without_a_yes(self, stage):
        await fill(stage, "还在上班")

        await stage.run("action_open_wages")

        assert stage.said == []
        async with stage.sessions() as session:
            with pytest.raises(Exception, match="no such ticket"):
                await tickets.by_number(session, "260715000014")


class TestFindLawyer:
    async def test_names_the_nearest_on_duty(self, stage):
        await stage.open(
            "find_lawyer_form", "西乡有律师吗", "find_legal_site", place="西乡"
        )

        await stage.run("action_find_lawyer")

        assert stage.responses()[0] == "utter_lawyer_found"
        assert "西乡" in stage.said[1]["site"]
        assert len(stage.said) == 4

    async def test_forgets_the_place_afterwards(self, stage):
        await stage.open(
            "find_lawyer_form", "西乡有律师吗", "find_legal_site", place="西乡"
        )

        await stage.run("action_find_lawyer")

        assert stage.slots["area"] is stage.slots["place"] is None


class TestTopic:
    async def test_a_dispute_that_was_told_of_is_the_topic(self, stage):
        await stage.run("action_advise_dispute", "公司把我辞退了", "report_dismissal")

        assert stage.slots["topic"] == "report_dismissal"
