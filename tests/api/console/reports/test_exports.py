"""Tables as officers ask for them and fetch them."""

import html
import json
import re

import pytest

from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.models import OfficerRole
from helpdesk.reports.exports.cells import RULES
from helpdesk.rules import rules
from tests.api.console.conftest import token_on
from tests.helpdesk.reports.matters import ticket

ASK = "/console/reports/exports"
PHONE = "13800138022"


@pytest.fixture
async def opened(sessions) -> None:
    now = clock.now()
    async with unit_of_work(sessions) as session:
        for subject in ("=cmd|'/C calc'!A0", "欠薪"):
            times = {"created_at": now, "changed_at": now}
            session.add(ticket(subject=subject, contact_phone=PHONE, **times))


@pytest.fixture
def ask(sign_in):
    """Ask for a table as a role, and return the browser and the answer."""

    async def run(role=OfficerRole.supervisor, to=ASK, **form):
        client = await sign_in(role)
        token = token_on(await client.get("/console/reports"))
        form = {"token": token, "form": "csv", "span": "today", **form}
        return client, await client.post(to, data=form)

    return run


@pytest.mark.usefixtures("opened")
class TestAsk:
    async def test_leads_to_the_file(self, ask):
        client, answer = await ask()

        page = await client.get(answer.headers["location"])
        file = await client.get(f"{answer.headers['location']}/file")

        assert answer.status_code == 303
        assert "做好了" in page.text
        assert file.content.startswith(b"\xef\xbb\xbf")
        assert "'=cmd" in file.text
        assert PHONE not in file.text
        assert file.headers["content-disposition"].startswith(
            'attachment; filename="tickets-2'
        )
        assert file.headers["cache-control"] == "no-store"

    async def test_in_the_clear_needs_a_reason(self, ask):
        _, answer = await ask(to=f"{ASK}/clear", reason="要")

        assert answer.status_code == 422
        assert "四个字以上" in answer.text

    async def test_in_the_clear_is_for_leaders(self, ask):
        client, answer = await ask(to=f"{ASK}/clear", reason="领导要名单核对")
        file = await client.get(f"{answer.headers['location']}/file")
        _, refused = await ask(
            OfficerRole.auditor, to=f"{ASK}/clear", reason="领导要名单核对"
        )

        assert PHONE in file.text
        assert refused.status_code == 403

    async def test_is_nobody_elses(self, ask, sign_in):
        _, answer = await ask()
        other = await sign_in(OfficerRole.auditor)

        for path in ("", "/file"):
            found = await other.get(f"{answer.headers['location']}{path}")
            assert found.status_code == 404

    async def test_takes_a_list_of_the_queue(self, ask):
        client, answer = await ask(
            queue=json.dumps({"category": "report_unpaid_wages"})
        )

        page = await client.get(answer.headers["location"])

        assert "2件工单" in page.text

    async def test_the_queue_offers_what_it_shows(self, ask, sign_in):
        client = await sign_in(OfficerRole.supervisor)
        page = await client.get(
            "/console/tickets?view=all&category=report_unpaid_wages"
        )
        [told] = re.findall(r"name=\"queue\" value='([^']+)'", page.text)

        client, answer = await ask(queue=html.unescape(told))

        assert "2件工单" in (await client.get(answer.headers["location"])).text

    @pytest.mark.parametrize(
        "odd",
        [
            {"form": "exe"},
            {"queue": "[1]"},
            {"queue": "{"},
            {"queue": '{"colour": "red"}'},
            {"queue": '{"standing": "lying"}'},
            {"span": "forever"},
            {"place": "0"},
        ],
    )
    async def test_what_makes_no_sense_is_refused(self, ask, odd):
        _, answer = await ask(**odd)

        assert answer.status_code == 422

    async def test_too_many_are_refused_with_the_number(self, ask, monkeypatch):
        monkeypatch.setitem(rules(RULES), "most", 1)

        _, answer = await ask()

        assert answer.status_code == 422
        assert "有2件，一次最多导出1件" in answer.text

    async def test_large_ones_wait_for_the_worker(self, ask, monkeypatch):
        monkeypatch.setitem(rules(RULES), "at_once", 1)

        client, answer = await ask()
        where = answer.headers["location"]
        part = await client.get(where, headers={"HX-Request": "true"})
        file = await client.get(f"{where}/file")

        assert "正在做" in part.text
        assert "<html" not in part.text
        assert file.headers["location"] == where


class TestAskForNothing:
    async def test_is_told(self, ask):
        _, answer = await ask()

        assert answer.status_code == 422
        assert "不用导出" in answer.text
