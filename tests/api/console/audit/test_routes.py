"""The audit log as an auditor reads it, and what leaves a line in it."""

import pytest
from sqlalchemy import select

from api.console.audit.book import book
from helpdesk.audit import SYSTEM, audit
from helpdesk.database import unit_of_work
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    AuditSubject,
    OfficerRole,
)
from tests.api.console.conftest import enter, token_on, wages

HERE = "/console/audit"


@pytest.fixture
async def auditor(sign_in):
    return await sign_in(OfficerRole.auditor)


@pytest.fixture
def note(sessions):
    """Leave lines in the log."""

    async def run(action, subject, key=None, *, by=SYSTEM, times=1, **facts):
        async with unit_of_work(sessions) as session:
            for _ in range(times):
                await audit.record(session, action, subject, key, by=by, **facts)

    return run


class TestBook:
    def test_has_a_word_for_everything(self):
        assert set(book().actions) == set(AuditAction)
        assert set(book().subjects) == set(AuditSubject)


class TestListAudit:
    async def test_reads_as_a_sentence(self, auditor, note, staff):
        await note(
            AuditAction.changed,
            AuditSubject.officer,
            staff[OfficerRole.seat],
            before={"role": "seat", "skills": None, "organisation_id": None},
            after={"role": "lawyer", "skills": "legal_aid", "organisation_id": None},
            reason="换岗位",
        )

        page = (await auditor.get(HERE)).text

        for said in ("修改", "账号", "林晓岚", "坐席", "律师", "劳动争议", "换岗位"):
            assert said in page
        assert "organisation_id" not in page
        assert "None" not in page

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("", 3),
            ("action=viewed", 1),
            ("subject=ticket", 2),
            ("action=viewed&subject=ticket", 0),
            ("action=burnt&subject=x&officer=-1&day=2026-13-40&before=x", 3),
            ("number=260101000017", 0),
            ("day=2001-01-01", 0),
            ("officer=999", 0),
        ],
    )
    async def test_may_be_narrowed(self, auditor, note, query, count):
        await note(AuditAction.viewed, AuditSubject.call, 1)
        await note(AuditAction.changed, AuditSubject.ticket, 1, times=2)

        page = await auditor.get(f"{HERE}?{query}")

        assert page.text.count("<tr>") == count + (count > 0)

    async def test_goes_on_behind_a_full_page(self, auditor, note):
        await note(AuditAction.viewed, AuditSubject.call, 1, times=120)

        seen, address = 0, HERE
        for _ in range(3):
            page = (await auditor.get(address)).text
            seen += page.count("<tr>") - 1
            address = page.partition('class="next" href="')[2].partition('"')[0]
            address = address.replace("&amp;", "&")
        assert seen == 120
        assert address == ""

    async def test_shows_nothing_that_could_run(self, auditor, note):
        await note(
            AuditAction.viewed, AuditSubject.call, 1, reason="<script>1</script>"
        )

        assert "<script>1" not in (await auditor.get(HERE)).text


class TestDeeds:
    """What must be in the log, done as it is done."""

    async def deeds(self, sessions):
        async with sessions() as session:
            entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
            return [(entry.action.value, entry.subject.value) for entry in entries]

    async def test_of_the_door(self, client, staff, sessions):
        await enter(client, "seat", "wrong password")
        await enter(client, "seat")
        page = await client.get("/console/me")
        await client.post("/console/sign-out", data={"token": token_on(page)})

        assert await self.deeds(sessions) == [
            ("turned_away", "officer"),
            ("signed_in", "officer"),
            ("signed_out", "officer"),
        ]

    async def test_of_a_look_at_names_and_numbers(self, sign_in, keep, sessions):
        [call] = await keep(wages())
        seat = await sign_in(OfficerRole.seat)
        page = await seat.get(f"/console/calls/{call}")
        form = {"token": token_on(page), "reason": "回电核实金额"}
        await seat.post(f"/console/calls/{call}", data=form)

        assert await self.deeds(sessions) == [("viewed", "call"), ("unmasked", "call")]
