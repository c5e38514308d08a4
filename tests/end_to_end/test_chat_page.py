"""A worker's thumb on the chat page, in Debian's Chromium."""

import re
import shutil

import pytest

selenium = pytest.importorskip("selenium")
from selenium import webdriver  # noqa: E402 - only where selenium is
from selenium.common.exceptions import (  # noqa: E402
    ElementClickInterceptedException,
)
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
NUMBER = re.compile(r"\d{6} ?\d{3} ?\d{3}")
BUBBLES, TYPING = "#log .assistant:not(.typing) .bubble", "#log .typing"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=390,844",
)

COVERED = (ElementClickInterceptedException,)

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="needs chromium and chromium-driver"
)


@pytest.fixture
def page(assistant, tmp_path):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    browser.get(assistant.url)
    yield Page(browser)
    browser.quit()


class Page:
    """What a worker sees and does."""

    def __init__(self, browser) -> None:
        self.browser = browser

    def say(self, text: str) -> str:
        """Type a message, press Enter, and return the answer's bubbles."""
        box = self.browser.find_element(By.TAG_NAME, "textarea")
        before = len(self.answers())
        box.send_keys(text, Keys.ENTER)
        return self._answer_after(before)

    def press(self, title: str) -> str:
        """Press the newest button with a title."""
        before = len(self.answers())
        [*_, button] = [
            button
            for button in self.browser.find_elements(By.TAG_NAME, "button")
            if button.text == title and button.is_displayed()
        ]
        # The page scrolls smoothly: what is still moving may lie below the composer.
        self.browser.execute_script("arguments[0].scrollIntoView()", button)
        WebDriverWait(self.browser, 5, ignored_exceptions=COVERED).until(
            lambda _: button.click() is None
        )
        return self._answer_after(before)

    def answers(self) -> list[str]:
        return [bubble.text for bubble in self._all(BUBBLES)]

    def _all(self, selector: str):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def _answer_after(self, before: int) -> str:
        def quiet(_):
            return len(self.answers()) > before and not self._all(TYPING)

        WebDriverWait(self.browser, 15).until(quiet)
        return "\n".join(self.answers()[before:])


class TestIntake:
    def test_unpaid_wages_from_the_first_word_to_the_ticket_number(self, page):
        page.say("老板三个月没发工资了")
        for line in ("龙华永泰电子厂", "一万二", "还在上班", "13800138001"):
            answer = page.say(line)
        assert "永泰电子厂" in answer, page.answers()

        answer = page.press("对，提交")

        assert NUMBER.search(answer), page.answers()

    def test_nothing_is_loaded_from_elsewhere_and_nothing_breaks(self, page):
        page.say("<script>document.title='x'</script>你好")

        loaded = page.browser.execute_script(
            "return performance.getEntriesByType('resource').map(e => e.name)"
        )
        origin = page.browser.execute_script("return location.origin")
        assert loaded
        assert all(name.startswith(origin) for name in loaded)
        assert page.browser.title != "x"
        faults = [
            entry
            for entry in page.browser.get_log("browser")
            if entry["level"] == "SEVERE"
        ]
        assert faults == []

    def test_a_reload_keeps_the_talk(self, page):
        answer = page.say("会费一个月扣多少钱")
        assert "0.5" in answer

        page.browser.refresh()

        WebDriverWait(page.browser, 10).until(
            lambda _: any("0.5" in text for text in page.answers())
        )
