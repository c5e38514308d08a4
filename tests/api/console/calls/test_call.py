"""A call's page: the dialogue, what is beside it, and what is hidden."""

import re

import pytest
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    AuditSubject,
    CallCheck,
    CallRecord,
    OfficerRole,
)
from tests.api.console.conftest import NAME, PHONE, begun, token_on, wages
from tests.helpdesk.transcripts.records.kept import BEGAN, named, risk, silent

MASKED_NAME, MASKED_PHONE = "赵*明", "138****8017"
FINDING = {
    "rule": "greeting",
    "area": "proper",
    "index": 0,
    "quote": f"{NAME}您好",
    "told": "没有报工号",
    "points": 5,
}


def text_of(page):
    return re.sub(r"<[^>]+>", "", page.text)


async def check(sessions, record_id, *findings, points=95):
    async with unit_of_work(sessions) as session:
        session.add(
            CallCheck(
                record_id=record_id,
                rules="r",
                score=points,
                findings=list(findings),
                checked_at=BEGAN,
            )
        )


async def entries(sessions):
    async with sessions() as session:
        found = await session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject == AuditSubject.call)
            .order_by(AuditEntry.id)
        )
        return [(e.action, e.subject_id, e.officer_id, e.reason) for e in found]


class TestShow:
    async def test_shows_who_said_what_when(self, officer, keep):
        [key] = await keep(wages())

        page = await officer.get(f"/console/calls/{key}")

        said = text_of(page)
        assert "坐席 0:00" in said
        assert "来电人 0:03" in said
        assert 'id="seg-2" class="turn customer"' in page.text

    async def test_names_intents_entities_requests_and_tickets(self, officer, keep):
        [key] = await keep(wages())

        page = await officer.get(f"/console/calls/{key}")

        for shown in ('title="姓名"', "诉求 1", "欠薪", "12000元", "新登记", "前答复"):
            assert shown in page.text, shown
        assert re.search(r"\d{6} \d{3} \d{3}", page.text)

    async def test_leads_from_facts_and_risks_to_their_sentences(self, officer, keep):
        [key] = await keep(wages(risks=(risk("heatstroke", 1, "叫不醒"),)))

        page = await officer.get(f"/console/calls/{key}")

        assert '<a href="#seg-1">12000元</a>' in page.text
        assert '<a href="#seg-1">“叫不醒”</a>' in page.text
        assert "有没有打 120" in page.text

    async def test_leads_from_findings_to_their_proofs_and_back(
        self, officer, keep, sessions
    ):
        [key] = await keep(wages())
        missing = FINDING | {"index": None, "quote": "", "told": "没有问还要什么"}
        await check(sessions, key, FINDING, missing)

        page = await officer.get(f"/console/calls/{key}")

        assert f'<a href="#seg-0">“{MASKED_NAME}您好”</a>' in page.text
        assert '<a class="chip found" href="#finding-1">质检 1</a>' in page.text
        assert "没有问还要什么" in page.text
        assert "95</b> 良好" in page.text

    async def test_markup_that_was_said_stays_text(self, officer, keep):
        attack = "<img src=x onerror=alert(1)>"
        routed = (named("employer", attack[:9]), named("place", attack[4:20]))
        [key] = await keep(wages("您好", attack, routed=routed))

        page = await officer.get(f"/console/calls/{key}")

        assert "<img" not in page.text
        assert "&lt;img" in page.text

    async def test_tells_that_a_call_was_cleared(self, officer, keep, sessions):
        [key] = await keep(wages())
        async with unit_of_work(sessions) as session:
            record = await session.get_one(CallRecord, key)
            record.transcript = record.analysis = None

        page = await officer.get(f"/console/calls/{key}")

        assert "通话内容已清除" in page.text

    async def test_shows_a_call_in_which_nobody_speaks(self, officer, keep):
        [key] = await keep(silent())

        assert (await officer.get(f"/console/calls/{key}")).status_code == 200

    @pytest.mark.parametrize("key", ["999", "0", "-1", "x", "9" * 30, "1%00"])
    async def test_what_is_not_there_is_a_page(self, officer, key):
        page = await officer.get(f"/console/calls/{key}")

        assert page.status_code == 404
        assert "没有找到" in page.text


class TestVeil:
    async def test_hides_names_and_numbers(self, officer, keep):
        [key] = await keep(begun(wages(call_id=f"rec-{PHONE}"), BEGAN))

        page = await officer.get(f"/console/calls/{key}")

        assert MASKED_NAME in page.text
        assert MASKED_PHONE in page.text
        assert NAME not in page.text
        assert PHONE not in page.text

    async def test_opening_a_call_is_noted(self, officer, keep, sessions, staff):
        [key] = await keep(wages())

        await officer.get(f"/console/calls/{key}")

        who = staff[OfficerRole.case_officer]
        assert await entries(sessions) == [(AuditAction.viewed, key, who, None)]


class TestUnmask:
    async def ask(self, client, key, reason):
        page = await client.get(f"/console/calls/{key}")
        form = {"token": token_on(page), "reason": reason}
        return await client.post(f"/console/calls/{key}", data=form)

    async def test_shows_everything_once_and_notes_why(
        self, officer, keep, sessions, staff
    ):
        [key] = await keep(wages())

        page = await self.ask(officer, key, f"给{PHONE}回电核实")

        assert NAME in page.text
        assert PHONE in page.text
        action, record, who, why = (await entries(sessions))[-1]
        assert (action, record) == (AuditAction.unmasked, key)
        assert who == staff[OfficerRole.case_officer]
        assert why == f"给{MASKED_PHONE}回电核实"
        again = await officer.get(f"/console/calls/{key}")
        assert NAME not in again.text

    @pytest.mark.parametrize("reason", ["", "看看", " \n ", "\x00\x00\x00\x00"])
    async def test_wants_a_reason(self, officer, keep, sessions, reason):
        [key] = await keep(wages())

        page = await self.ask(officer, key, reason)

        assert page.status_code == 422
        assert "请写清楚" in page.text
        assert NAME not in page.text
        assert {action for action, *_ in await entries(sessions)} == {
            AuditAction.viewed
        }

    async def test_is_not_for_administrators(self, sign_in, keep):
        administrator = await sign_in(OfficerRole.administrator)
        [key] = await keep(wages())

        refused = await self.ask(administrator, key, "回电核实金额")
        page = await administrator.get(f"/console/calls/{key}")

        assert refused.status_code == 403
        assert NAME not in refused.text
        assert 'name="reason"' not in page.text

    async def test_of_what_is_not_there_notes_nothing(self, officer, sessions):
        page = await officer.get("/console/calls")
        form = {"token": token_on(page), "reason": "回电核实金额"}

        answer = await officer.post("/console/calls/999", data=form)

        assert answer.status_code == 404
        assert await entries(sessions) == []
