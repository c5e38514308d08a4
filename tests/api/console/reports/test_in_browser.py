"""The reports as leaders see and print them, in Debian's Chromium."""

import base64
import shutil
import subprocess

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.models import Officer, OfficerRole
from helpdesk.reports.working import keep_sheets
from tests.api.console.conftest import password_hash
from tests.api.console.test_in_browser import (  # noqa: F401 - fixtures
    SCHEMES,
    SIZES,
    Desk,
    TestLooks,
    axe,
    demo,
)
from tests.helpdesk.reports.matters import ticket

A4_POINTS = (595, 842)
PAGES = ("", "/weekly", "/alerts", "/unanswered", "/exports", "/definitions")
faults = TestLooks().faults
del TestLooks  # it runs where it stands


async def fill(sessions):
    """Put a leader and a week of tickets on record."""
    now = clock.now()
    async with unit_of_work(sessions) as session:
        session.add(
            Officer(
                login="xiaolin",
                name="林晓岚",
                password_hash=password_hash(),
                role=OfficerRole.supervisor,
            )
        )
        for n in range(9):
            times = {"created_at": now, "changed_at": now}
            told = {"employer": "岚禾电子"}
            phone = f"1380013{n:04}"
            session.add(ticket(details=told, contact_phone=phone, **times))
    await keep_sheets(sessions)


@pytest.fixture
def desk(browser, url, behind) -> Desk:
    behind(fill)
    desk = Desk(browser, url)
    desk.enter()
    return desk


def brief_of(desk) -> str:
    year, week, _ = clock.today().isocalendar()
    return f"{desk.url}/reports/weekly/{year}-W{week:02}"


class TestBoard:
    def test_draws_its_charts_under_the_policy(self, desk):
        desk.browser.get(f"{desk.url}/reports")

        drawn = "return document.querySelectorAll('.chart canvas').length"
        WebDriverWait(desk.browser, 10).until(lambda b: b.execute_script(drawn) >= 4)
        assert "岚禾电子" in desk.text()
        assert [
            e for e in desk.browser.get_log("browser") if "favicon" not in str(e)
        ] == []

    @pytest.mark.parametrize("scheme", SCHEMES)
    @pytest.mark.parametrize("size", SIZES)
    def test_no_page_has_a_serious_fault(self, desk, axe, size, scheme):  # noqa: F811
        desk.size(*SIZES[size])
        desk.scheme(scheme)
        found = {}
        for page in (*(f"{desk.url}/reports{path}" for path in PAGES), brief_of(desk)):
            desk.browser.get(page)
            found |= faults(desk, axe)

        assert found == {}


class TestBrief:
    def test_prints_as_one_or_two_sheets_of_a4(self, desk, tmp_path):
        if shutil.which("pdftotext") is None:
            pytest.skip("poppler-utils is not installed; it reads the printed brief")
        desk.browser.get(brief_of(desk))
        wanted = {"preferCSSPageSize": True, "printBackground": False}
        printed = desk.browser.execute_cdp_cmd("Page.printToPDF", wanted)
        file = tmp_path / "brief.pdf"
        file.write_bytes(base64.b64decode(printed["data"]))

        told = _run("pdfinfo", str(file))
        said = "".join(_run("pdftotext", "-layout", str(file), "-").split())

        facts = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
        assert int(facts["Pages"]) in {1, 2}
        assert facts["Page size"].split()[0].startswith(str(A4_POINTS[0])[:2])
        assert "全市12351工单周报" in said
        assert "本周登记工单9件" in said
        assert "岚禾电子" in said
        assert "退出" not in said


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout
