"""The search as an officer meets it, in Debian's Chromium."""

import os
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.models import AuthorKind, ChannelKind, TicketStatus
from helpdesk.search import index_due
from helpdesk.tickets import tickets
from helpdesk.transcripts.records import archive
from tests.api.console import test_in_browser as console
from tests.api.console.conftest import wages
from tests.api.console.test_in_browser import (
    SCHEMES,
    SIZES,
    Desk,
    axe,  # noqa: F401 - fixture
    demo,  # noqa: F401 - fixture
    fill,
)

SHOTS = os.environ.get("GONGHUI_TEST_SHOTS")
MATTERS = (
    (
        "鑫盛达塑胶厂拖欠三个月工资，一共12000元",
        {"employer": "鑫盛达塑胶厂", "place": "西乡"},
    ),
    ("被辞退没有补偿，公司说工资下个月再结", {"employer": "永兴电子"}),
    ("高温津贴从来没发过", {"employer": "鑫盛达塑胶厂"}),
)


async def search_fill(sessions):
    await fill(sessions)
    async with unit_of_work(sessions) as session:
        talk = await conversations.start(session, channel=ChannelKind.web)
        await conversations.receive(
            session, talk, message_id="m1", text="厂里拖欠工资，我在西乡上班"
        )
        for subject, details in MATTERS:
            ticket = await tickets.open(
                session,
                category="report_unpaid_wages",
                subject=subject,
                details=details,
                conversation=talk,
            )
        await tickets.add_note(
            session, ticket, "再问：工资也没有发", by=AuthorKind.member
        )
        await tickets.move(session, ticket, to=TicketStatus.open)
        await archive.keep(session, [wages(name="c2.json")])
    while await index_due(sessions):
        pass


@pytest.fixture
def desk(browser, url, behind) -> Desk:
    behind(search_fill)
    desk = Desk(browser, url)
    desk.enter()
    return desk


def until(desk, said):
    """Wait for words; the page may be another one in this very moment."""
    wait = WebDriverWait(desk.browser, 10, ignored_exceptions=(WebDriverException,))
    wait.until(lambda _: said in desk.text())


def press_until(desk, selector, said):
    """Press what may be made anew while one presses it, until words are there."""

    def pressed(_):
        if said not in desk.text():
            desk.one(selector).click()
        return said in desk.text()

    wait = WebDriverWait(desk.browser, 10, ignored_exceptions=(WebDriverException,))
    wait.until(pressed)


class TestTyping:
    def test_finds_while_one_types_from_anywhere(self, desk):
        desk.one("body").send_keys("/")
        assert desk.browser.switch_to.active_element.get_attribute("id") == "seek"

        desk.browser.switch_to.active_element.send_keys("工资", Keys.ENTER)
        until(desk, "厂里三个月没发工资")
        box = desk.one("#q")
        box.clear()
        box.send_keys("鑫盛达")

        until(desk, "高温津贴从来没发过")
        assert desk.one(".hit mark").text == "鑫盛达"
        assert "鑫盛达" not in desk.browser.current_url
        assert [
            e for e in desk.browser.get_log("browser") if "favicon" not in str(e)
        ] == []

    def test_leads_on_where_there_is_nothing(self, desk):
        desk.browser.get(f"{desk.url}/search")
        desk.one("#q").send_keys("工资 龙岗")
        until(desk, "分开找找")

        press_until(desk, ".tries button", "鑫盛达塑胶厂")


class TestLook:
    @pytest.mark.parametrize("scheme", SCHEMES)
    @pytest.mark.parametrize("size", SIZES)
    def test_has_no_serious_fault(self, desk, axe, size, scheme):  # noqa: F811 - fixture
        desk.size(*SIZES[size])
        desk.scheme(scheme)
        desk.browser.get(f"{desk.url}/search")
        faults = console.TestLooks().faults(desk, axe)
        shoot(desk, f"{size}-{scheme}-empty")
        for said, shown in (("工资", "没有补偿"), ("工资 龙岗", "没有找到")):
            desk.one("#q").clear()
            desk.one("#q").send_keys(said)
            until(desk, shown)
            faults |= console.TestLooks().faults(desk, axe)
            shoot(desk, f"{size}-{scheme}-{len(said)}")

        assert faults == {}


def shoot(desk, name):
    """Keep a picture for who wants to look at it."""
    if SHOTS:
        desk.browser.save_screenshot(str(Path(SHOTS) / f"search-{name}.png"))
