"""The page of a ticket in Debian's Chromium: live, by keyboard, for every eye."""

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from sqlalchemy import select

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.models import ChannelKind, Conversation, Reply, Ticket
from helpdesk.tickets import Telling, tickets
from tests.api.console import test_in_browser as console
from tests.api.console.conftest import NAME, PHONE
from tests.api.console.test_in_browser import (
    SCHEMES,
    SIZES,
    Desk,
    axe,
    demo,
    fill,
)

__all__ = ["axe", "demo"]  # fixtures


async def tell(sessions):
    """Let a worker tell of unpaid wages, and a ticket be opened."""
    await fill(sessions)
    async with unit_of_work(sessions) as session:
        talk = await conversations.start(session, channel=ChannelKind.web)
        text = f"我叫{NAME}，电话{PHONE}，欠薪三个月"
        said = await conversations.receive(session, talk, message_id="m1", text=text)
        await conversations.answer(session, said, [Reply("已经登记。")])
        await tickets.take_up(
            session,
            Telling(
                "report_unpaid_wages",
                "三个月没发工资",
                {"employer": "鑫盛达塑胶厂", "contact_name": NAME},
                conversation=talk,
                first_message_id="m1",
                message_id="m1",
                contact_phone=PHONE,
            ),
        )


async def say_more(sessions):
    """Let the worker write again."""
    async with unit_of_work(sessions) as session:
        talk = await session.scalar(select(Conversation))
        await conversations.receive(session, talk, message_id="m2", text="还在等你们")


@pytest.fixture
def page(browser, url, behind) -> Desk:
    behind(tell)
    desk = Desk(browser, url)
    numbers = []

    async def number(sessions):
        async with sessions() as session:
            numbers.append(
                await session.scalar(
                    select(Ticket.number).where(Ticket.conversation_id.is_not(None))
                )
            )

    behind(number)
    desk.enter()
    desk.browser.execute_script("sessionStorage.clear()")
    desk.ticket = f"{desk.url}/tickets/{numbers[0]}"
    desk.browser.get(desk.ticket)
    return desk


def until(page, condition):
    wait = WebDriverWait(page.browser, 15, ignored_exceptions=(WebDriverException,))
    wait.until(lambda _: condition())


class TestDay:
    def test_a_matter_is_finished_on_one_page(self, page, behind):
        page.one(".quick button").click()
        until(page, lambda: "领下来了" in page.text())

        page.one("#words").send_keys("周四上门核实", Keys.CONTROL, Keys.ENTER)
        until(page, lambda: "职工打开网页就能看到" in page.text())
        assert page.one("#words").get_attribute("value") == ""

        page.one(".floor button").click()
        until(page, lambda: "您正在和职工对话" in page.text())
        page.one("#words").send_keys("您好，我是小林", Keys.CONTROL, Keys.ENTER)
        until(page, lambda: "您好，我是小林" in page.one("#stream").text)

        behind(say_more)
        until(page, lambda: "还在等你们" in page.one("#stream").text)

        page.one(".floor form:nth-of-type(1) button").click()
        until(page, lambda: "智能客服在应答" in page.text())
        assert page.browser.get_log("browser") == []

    def test_what_was_written_survives_a_reload(self, page):
        page.one("label:has([value=note])").click()
        page.one("#words").send_keys("打过电话，没人接")

        page.browser.get(page.ticket)

        until(page, lambda: page.one("#words").get_attribute("value"))
        assert page.one("#words").get_attribute("value") == "打过电话，没人接"
        assert page.one("[value=note]").is_selected()

    def test_figures_are_put_into_the_answer(self, page):
        page.one("#words").send_keys("您好。")
        page.one("#aid-reckoning summary").click()
        until(page, lambda: page.one(".aids .pick").is_displayed())
        page.browser.execute_script(
            "htmx.ajax('GET', location.pathname + '/reckoning/disability',"
            "{target: '#aid-reckoning .slot', select: 'unset'})"
        )
        until(page, lambda: page.one("#reckon-grade").is_displayed())
        page.one("#reckon-grade").send_keys("9")
        page.one("#reckon-wage").send_keys("6000", Keys.ENTER)
        until(page, lambda: page.one(".result button").is_displayed())

        page.one(".result button").click()

        words = page.one("#words").get_attribute("value")
        assert words.startswith("您好。")
        assert "54000" in words.replace(",", "")
        assert "依据" in words

    def test_a_ticket_by_hand_ends_with_its_number(self, page):
        page.browser.get(f"{page.url}/tickets/new")
        page.one("#intake-words").send_keys("加班费没给，电话13800130009")
        page.one("#f-category").send_keys("加班")
        page.one("#intake-words").send_keys(Keys.CONTROL, Keys.ENTER)

        until(page, lambda: page.one(".aloud").is_displayed())
        assert len(page.one(".aloud").text.replace(" ", "")) == 12


class TestSeen:
    @pytest.mark.parametrize("scheme", SCHEMES)
    @pytest.mark.parametrize("size", SIZES)
    def test_no_page_has_a_serious_fault(self, page, axe, size, scheme):
        page.size(*SIZES[size])
        page.scheme(scheme)
        page.browser.get(page.ticket)
        for fold in page.browser.find_elements("css selector", "details.act"):
            page.browser.execute_script("arguments[0].open = true", fold)
        until(page, lambda: "正在取" not in page.text())
        found = console.TestLooks().faults(page, axe)
        page.browser.get(f"{page.url}/tickets/new")
        found |= console.TestLooks().faults(page, axe)

        assert found == {}
