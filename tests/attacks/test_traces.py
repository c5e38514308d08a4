"""What is done with people's data and officers' rights leaves a row, each time."""

import pytest
from sqlalchemy import select

from helpdesk.models import AuditAction, AuditEntry, AuditSubject, OfficerRole
from tests.api.conftest import client_of
from tests.api.console.conftest import PASSWORD
from tests.api.console.conftest import enter as come_to_the_door
from tests.api.console.test_rights import PAGES, ask

WHY = "回电核实欠薪金额"
Role, Did, Of = OfficerRole, AuditAction, AuditSubject
NEW = {"login": "huang", "name": "黄小溪", "role": "lawyer"}
TABLE = {"form": "csv", "span": "today"}
TOKEN = {"name": "区总业务系统", "role": "case_officer", "union": "", "days": "90"}

DEEDS = [
    ("unmask_call", Role.case_officer, {"reason": WHY}, Did.unmasked, Of.call),
    ("unmask_ticket", Role.case_officer, {"reason": WHY}, Did.unmasked, Of.ticket),
    (
        "unmask_member",
        Role.case_officer,
        {"reason": WHY, "kind": "phone"},
        Did.unmasked,
        Of.member,
    ),
    ("ask_export", Role.supervisor, TABLE, Did.exported, Of.table),
    (
        "ask_clear_export",
        Role.supervisor,
        {**TABLE, "reason": WHY},
        Did.exported,
        Of.table,
    ),
    ("add_officer", Role.administrator, NEW, Did.created, Of.officer),
    ("change_officer", Role.administrator, NEW, Did.changed, Of.officer),
    ("close_officer", Role.administrator, {}, Did.closed, Of.officer),
    ("reset_password", Role.administrator, {}, Did.password_reset, Of.officer),
    ("issue_token", Role.administrator, TOKEN, Did.created, Of.token),
    ("revoke_token", Role.administrator, {}, Did.deleted, Of.token),
    ("leave", Role.seat, {}, Did.signed_out, Of.officer),
]
"""Which page, by whom, with what form: what the log then says."""


def page_of(name):
    [found] = [(method, route) for method, route in PAGES if route.name == name]
    return found


@pytest.fixture
def rows(sessions):
    """Return what the log says of the last deeds, the newest last."""

    async def rows():
        async with sessions() as session:
            listed = select(AuditEntry).order_by(AuditEntry.id)
            return list(await session.scalars(listed))

    return rows


class TestDeed:
    @pytest.mark.parametrize(
        ("page", "role", "form", "action", "subject"), DEEDS, ids=lambda each: str(each)
    )
    async def test_leaves_a_row_that_names_who(
        self, page, role, form, action, subject, enter, lay, rows
    ):
        method, route = page_of(page)
        await lay(page_of("unmask_ticket")[1])  # a table needs something in it
        client, values = await enter(role), await lay(route)
        before = len(await rows())

        answer = await ask(client, method, route, values, **form)

        assert answer.status_code < 400, answer.text
        left = (await rows())[before:]
        found = [row for row in left if (row.action, row.subject) == (action, subject)]
        assert found, [(row.action, row.subject) for row in left]
        assert all(row.officer_id for row in found)
        if "reason" in form:
            assert found[-1].reason == WHY

    @pytest.mark.parametrize("page", ["unmask_call", "unmask_ticket", "unmask_member"])
    async def test_without_a_reason_shows_nothing(self, page, enter, lay, rows):
        method, route = page_of(page)
        client, values = await enter(Role.case_officer), await lay(route)

        await ask(client, method, route, values, reason="")

        assert AuditAction.unmasked not in [row.action for row in await rows()]


class TestDoor:
    async def test_who_comes_in_leaves_a_row(self, client, staff, rows):
        await come_to_the_door(client, "seat")

        [row] = [row for row in await rows() if row.action is Did.signed_in]
        assert row.officer_id == staff[Role.seat]

    @pytest.mark.parametrize("login", ["seat", "nobody-of-ours"])
    async def test_who_is_turned_away_leaves_a_row(self, client, staff, rows, login):
        await come_to_the_door(client, login, "not-the-password")

        row = (await rows())[-1]
        assert row.action is Did.turned_away
        assert PASSWORD not in repr(vars(row))
        assert "not-the-password" not in repr(vars(row))

    async def test_the_row_tells_from_where(self, app, staff, rows):
        async with client_of(app, "203.0.113.7") as client:
            await come_to_the_door(client, "seat", "not-the-password")

        assert (await rows())[-1].address == "203.0.113.7"


class TestProgram:
    async def test_that_sees_names_leaves_a_row(self, plant, rows):
        planted = await plant("欠薪三个月")

        answer = await planted.program.get(
            f"/api/v1/tickets/{planted.number}", headers={"Gonghui-Reason": "check"}
        )

        assert answer.status_code == 200
        assert AuditAction.unmasked in [row.action for row in await rows()]
