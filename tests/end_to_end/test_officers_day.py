"""A matter from a worker's telephone to the weekly brief, in Debian's Chromium.

The telephone, the desk and the supervisor each have a browser of their own.
"""

import re
import shutil
import time
from collections.abc import Iterator

import pyotp
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


@pytest.fixture
def desk(assistant, new_page) -> Iterator[Desk]:
    """An officer who is signed in; nothing may go wrong in the browser."""
    desk = Desk(new_page(), assistant.url)
    desk.enter(DEMO_OFFICER.login, DEMO_OFFICER.password)
    yield desk
    assert desk.faults == []


@pytest.fixture
def worker(assistant, new_page) -> Phone:
    return Phone(new_page(390, 844), assistant.url)


class TestDoor:
    def test_a_second_factor_is_bound_and_asked_for(self, assistant, new_page):
        desk = Desk(new_page(), assistant.url)
        desk.enter("supervisor", DEMO_OFFICER.password)
        desk.page.goto(f"{desk.url}/me/authenticator")
        desk.press("开始绑定")
        desk.page.locator("summary", has_text="手动输入").click()
        secret = desk.page.inner_text(".secret").replace(" ", "")
        code = pyotp.TOTP(secret)
        desk.page.fill("#code", code.now())
        desk.page.press("#code", "Enter")
        desk.shows("备用码")

        desk.page.goto(f"{desk.url}/me")
        desk.press("退出")
        desk.enter("supervisor", DEMO_OFFICER.password)
        assert "验证" in desk.page.inner_text("main")
        desk.page.goto(f"{desk.url}/tickets")
        assert desk.page.locator("#list").count() == 0, "half signed in is not in"
        desk.page.fill("#code", code.at(time.time() + 30))
        desk.page.press("#code", "Enter")

        desk.page.locator("nav[aria-label=主要页面]").wait_for()
        desk.page.goto(f"{desk.url}/tickets")
        assert desk.page.locator("#list").count() == 1


class TestDay:
    def test_a_worker_is_answered_by_message_and_by_talk(self, desk, worker):
        desk.page.goto(f"{desk.url}/tickets?view=all&order=newest")
        number = worker.opens_ticket("13900001111")
        fresh = desk.page.locator("#fresh a[data-fresh]")
        row = desk.page.locator(f"#t{number}")
        fresh.or_(row).first.wait_for()
        if fresh.is_visible():
            fresh.click()
        row.locator("a").click()

        desk.press("认领")
        desk.shows("放开")
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
        worker.waits_for("到这里结束")
        assert "0.5" in worker.say("会费一个月扣多少钱")

    def test_a_matter_is_brought_to_its_end(self, desk, worker, tmp_path):
        number = worker.opens_ticket("13900002222")
        desk.open(number)
        desk.press("认领")
        desk.shows("放开")

        desk.unfold("合并、拆分、关联")
        desk.page.fill("#split-words", "另外想问高温津贴")
        desk.press("拆分")
        desk.shows("关联的工单")
        other = desk.page.locator("#linked-title + ul a").get_attribute("href")
        desk.page.goto(desk.url.removesuffix("/console") + str(other))
        desk.unfold("合并、拆分、关联")
        desk.page.fill("#merge-other", number)
        desk.press("合并")
        desk.shows("合并")
        desk.open(number)
        desk.unfold("升级").locator("textarea").fill("厂方拒绝沟通，请主管出面")
        desk.page.locator("details.act[open] button", has_text="升级").click()
        desk.shows("升级 1")
        desk.unfold("办结").locator("textarea").fill("工资已经补发，请查收。")
        desk.page.locator("details.act[open] button", has_text="办结").click()

        worker.waits_for("工资已经补发")
        worker.page.locator("#list .tap", has_text="很满意").last.click()
        desk.shows("很满意")

        desk.page.goto(f"{desk.url}/reports/weekly")
        desk.page.locator("main a[href*='/weekly/']").first.click()
        desk.page.wait_for_load_state()
        brief = desk.page.pdf(prefer_css_page_size=True)
        assert brief.startswith(b"%PDF")
        assert len(re.findall(rb"/Type\s*/Page\b", brief)) in {1, 2}
