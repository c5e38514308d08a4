"""A matter from a worker's telephone to the weekly brief, in Debian's Chromium.

Three browsers at once: a follower's telephone, an officer and a supervisor.
"""

import re
import shutil
from collections.abc import Iterator

import pytest

from helpdesk.seed import DEMO_OFFICER

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium")
ANSWERS = "#list .entry:not(.mine) .bubble"
WAGES = ("老板三个月没发工资了", "龙华永泰电子厂", "18000", "还在上班")
PATIENCE = 30_000  # milliseconds; a runner is slower than a desk

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="needs chromium"),
    pytest.mark.timeout(400),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


class Phone:
    """A follower's telephone, as the WeChat stand-in shows it."""

    def __init__(self, page: sync_api.Page, url: str) -> None:
        self.page = page
        page.goto(f"{url}demo/wechat")
        page.click("summary:has-text('情景')")
        page.click("#newcomer")
        page.click("#follow")
        page.locator(ANSWERS).first.wait_for()

    def say(self, text: str) -> str:
        """Send a message and return what was answered to it."""
        before = self.page.locator(ANSWERS).count()
        if not self.page.is_visible("#words"):
            self.page.click("#to-text")
        self.page.fill("#words", text)
        self.page.press("#words", "Enter")
        self.page.locator(ANSWERS).nth(before).wait_for()
        return "\n".join(self.heard()[before:])

    def heard(self) -> list[str]:
        return self.page.locator(ANSWERS).all_inner_texts()

    def waits_for(self, words: str) -> None:
        """Wait until a message with these words has come."""
        self.page.locator(ANSWERS, has_text=words).first.wait_for()

    def opens_ticket(self, phone: str) -> str:
        """Tell of unpaid wages and return the ticket's number."""
        for said in WAGES:
            self.say(said)
        if "电话" in self.heard()[-1]:
            self.say(phone)
        told = self.say("对，提交")
        found = re.search(r"工单号 (\d{6} \d{3} \d{3})", told)
        assert found, told
        return found[1].replace(" ", "")


class Desk:
    """A browser in which an officer works."""

    def __init__(self, page: sync_api.Page, url: str) -> None:
        self.page, self.url = page, f"{url}console"
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda line: (
                self.faults.append(line.text) if line.type == "error" else None
            ),
        )

    def enter(self, login: str, password: str) -> None:
        self.page.goto(self.url)
        self.page.fill("#login", login)
        self.page.fill("#password", password)
        self.page.click("main button")

    def open(self, number: str) -> None:
        self.page.goto(f"{self.url}/tickets/{number}")

    def press(self, title: str) -> None:
        self.page.get_by_role("button", name=title, exact=True).first.click()

    def unfold(self, title: str) -> sync_api.Locator:
        """Open one of the acts and return its form."""
        act = self.page.locator(
            "details.act", has=self.page.locator(f"summary:text-is('{title}')")
        )
        act.locator("summary").click()
        return act

    def write(self, mode: str, words: str) -> None:
        self.page.locator(f"#composer input[value={mode}]").check(force=True)
        self.page.fill("#words", words)
        self.page.press("#words", "Control+Enter")

    def shows(self, words: str) -> None:
        self.page.locator("main", has_text=words).first.wait_for()


@pytest.fixture
def new_page(chromium):
    contexts = []

    def begin(width: int = 1440, height: int = 900) -> sync_api.Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN"
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield begin
    for context in contexts:
        context.close()


class TestDay:
    def test_a_matter_goes_from_the_telephone_to_the_brief(self, assistant, new_page):
        worker = Phone(new_page(390, 844), assistant.url)
        desk = Desk(new_page(), assistant.url)
        desk.enter(DEMO_OFFICER.login, DEMO_OFFICER.password)

        number = worker.opens_ticket("13900001111")
        desk.open(number)
        desk.press("认领")
        desk.shows("您")
        desk.write("answer", "已经联系永泰电子厂，下周一前给您回话。")
        worker.waits_for("下周一前给您回话")

        worker.say("我要转人工")
        desk.press("接入对话")
        desk.write("speak", "我是林晓岚，您请说。")
        worker.waits_for("我是林晓岚")
        worker.page.fill("#words", "厂里说明天发")
        worker.page.press("#words", "Enter")
        desk.shows("厂里说明天发")
        desk.press("交还智能客服")
        assert "0.5" in worker.say("会费一个月扣多少钱")
        assert desk.faults == []
