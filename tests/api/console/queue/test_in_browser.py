"""The queue in Debian's Chromium: live, by keyboard, many at once."""

import time as real_time

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sqlalchemy import select

from helpdesk import clock
from helpdesk.conversations import conversations, floor
from helpdesk.database import unit_of_work
from helpdesk.models import ChannelKind, Officer, OfficerRole, Priority, Ticket
from tests.api.console.conftest import password_hash
from tests.api.console.test_in_browser import (  # noqa: F401 - fixtures
    SCHEMES,
    SIZES,
    Desk,
    axe,
    demo,
)
from tests.api.console.test_in_browser import TestLooks as _Looks
from tests.helpdesk.tickets.made import made, put

PATIENCE = 20  # seconds; news comes within two, rows within four

faults = _Looks.faults


async def fill(sessions):
    """Put an officer and tickets of every look on record, and somebody who waits."""
    async with unit_of_work(sessions) as session:
        session.add(
            Officer(
                login="xiaolin",
                name="林晓岚",
                password_hash=password_hash(),
                role=OfficerRole.supervisor,
            )
        )
        await session.flush()
        await put(
            session,
            made(supervised_at=clock.now(), escalation=2, urged=3),
            made(priority=Priority.urgent, subject="冲床压伤手指"),
            *(made(due_on=clock.today(), subject=f"第{n}件") for n in range(3)),
        )
        talk = await conversations.start(session, channel=ChannelKind.web)
        await floor.queue(session, talk, reason="有人要跳楼", urgent=True)


class List(Desk):
    """The list, as one works with it."""

    def open(self, query="view=all") -> None:
        self.browser.get(f"{self.url}/tickets?{query}")

    def keys(self, *keys) -> None:
        for key in keys:
            self.browser.switch_to.active_element.send_keys(key)

    def focused(self) -> str:
        return self.browser.switch_to.active_element.text

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def rows(self) -> int:
        return len(self.browser.find_elements(By.CSS_SELECTOR, "[data-number]"))

    def until(self, condition) -> None:
        deadline = real_time.monotonic() + PATIENCE
        while not condition():
            assert real_time.monotonic() < deadline, self.text()
            real_time.sleep(0.05)

    def is_listening(self) -> bool:
        """Tell whether the stream is open, and the first look is over."""
        if self.run("return document.body.dataset.news") != "live":
            return False
        real_time.sleep(1.5)  # that look only remembers
        return True


@pytest.fixture
def queue(browser, url, behind) -> List:
    behind(fill)
    page = List(browser, url)
    page.enter()
    page.open()
    return page


@pytest.fixture
def change(behind):
    """Do something to a ticket, as a colleague would."""

    def run(subject, **facts):
        async def work(sessions):
            async with unit_of_work(sessions) as session:
                found = select(Ticket).where(Ticket.subject == subject)
                ticket = (await session.scalars(found)).one()
                for name, value in {**facts, "changed_at": clock.now()}.items():
                    setattr(ticket, name, value)

        behind(work)

    return run


class TestNews:
    def test_a_row_is_changed_where_it_stands(self, queue, change):
        queue.until(queue.is_listening)
        queue.keys("j", "j", "x")
        assert queue.focused() == "冲床压伤手指"

        change("冲床压伤手指", urged=7)

        queue.until(lambda: "催过7次" in queue.text())
        assert queue.focused() == "冲床压伤手指", "the focus stays"
        assert (
            queue.run(
                "return document.querySelectorAll('[name=number]:checked').length"
            )
            == 1
        )

    def test_new_ones_wait_until_they_are_asked_for(self, queue, behind):
        before = queue.rows()

        async def open_one(sessions):
            async with unit_of_work(sessions) as session:
                await put(session, made(priority=Priority.urgent, subject="刚来的"))

        queue.until(queue.is_listening)
        behind(open_one)

        queue.run("document.body.dispatchEvent(new CustomEvent('news:all'))")
        queue.until(lambda: "有 1 件新的" in queue.text())
        assert queue.browser.title.startswith("(1) ")
        assert queue.rows() == before
        queue.keys("r")
        queue.until(lambda: "刚来的" in queue.text())

    def test_who_waits_appears_and_goes(self, queue, behind):
        assert "有人要跳楼" in queue.text()

        async def ask(sessions):
            async with unit_of_work(sessions) as session:
                talk = await conversations.start(session, channel=ChannelKind.web)
                await floor.queue(session, talk, reason="想找真人")

        queue.until(queue.is_listening)
        behind(ask)

        queue.until(lambda: "想找真人" in queue.text())


class TestKeyboard:
    def test_goes_through_the_list_and_opens_one(self, queue):
        queue.keys("j", "j", "k", "j")
        assert queue.focused() == "冲床压伤手指"

        queue.keys(Keys.ENTER)

        queue.until(lambda: "/tickets/2607" in queue.browser.current_url)

    def test_claims_what_is_under_the_focus_and_takes_it_back(self, queue):
        queue.keys("j", "j", "a")

        queue.until(lambda: "认领了1件" in queue.text())
        assert "我在办" in queue.text()
        queue.one("#told button").click()
        queue.until(lambda: "放回了1件" in queue.text())
        assert "我在办" not in queue.text()

    def test_takes_no_key_from_who_writes(self, queue):
        queue.run("document.querySelector('details').open = true")

        queue.one("#name").send_keys("jax?r")

        assert queue.one("#name").get_attribute("value") == "jax?r"
        assert "选中" not in queue.text()

    def test_says_which_keys_there_are(self, queue):
        queue.keys("?")
        assert queue.one("#keys").is_displayed()

        queue.keys("?")

        assert not queue.one("#keys").is_displayed()


class TestBulk:
    def test_tells_of_each_how_it_went(self, queue, change):
        queue.one("#all").click()
        assert "选中 5 件" in queue.text()

        queue.one(".deeds [value=close]").click()

        queue.until(lambda: "一件也没有做成，5件没有" in queue.text())


class TestLooking:
    @pytest.mark.parametrize("scheme", SCHEMES)
    @pytest.mark.parametrize("size", SIZES)
    def test_has_no_serious_fault(self, queue, axe, size, scheme):  # noqa: F811
        queue.size(*SIZES[size])
        queue.scheme(scheme)
        queue.open()
        queue.run("document.querySelector('details').open = true")
        queue.one("[name=number]").click()

        assert faults(self, queue, axe) == {}

    def test_nothing_is_complained_of(self, queue):
        queue.browser.get_log("browser")

        queue.open()
        queue.until(queue.is_listening)
        queue.keys("j", "x", "x", "?")

        said = [e["message"] for e in queue.browser.get_log("browser")]
        assert [line for line in said if "favicon" not in line] == []
