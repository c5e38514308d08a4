"""The console as an officer meets it, in Debian's Chromium."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from gonghui.places import ROOT
from helpdesk.config import Settings
from helpdesk.database import unit_of_work
from helpdesk.models import CallCheck, Officer, OfficerRole
from helpdesk.transcripts.records import archive
from tests.api.console.calls.test_call import FINDING
from tests.api.console.conftest import NAME, PASSWORD, password_hash, wages
from tests.helpdesk.transcripts.records.kept import BEGAN, risk
from tests.npm import installed

SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
SCHEMES = ("light", "dark")
SERIOUS = {"serious", "critical"}


async def fill(sessions):
    """Put an officer and a call with everything on it on record."""
    async with unit_of_work(sessions) as session:
        session.add(
            Officer(
                login="xiaolin",
                name="林晓岚",
                password_hash=password_hash(),
                role=OfficerRole.case_officer,
            )
        )
        said = ["您好，请讲", f"{NAME}，厂里三个月没发工资", *(["嗯"] * 30), "好的再见"]
        call = wages(*said, risks=(risk("collective"),))
        [record] = await archive.keep(session, [call])
        missing = FINDING | {"index": None, "quote": "", "told": "没有问还要什么"}
        session.add(
            CallCheck(
                record_id=record.id,
                rules="r",
                score=72,
                findings=[FINDING | {"index": 20}, missing],
                checked_at=BEGAN,
            )
        )


class Desk:
    """What an officer sees and does."""

    def __init__(self, browser, url) -> None:
        self.browser, self.url = browser, f"{url}console"
        browser.delete_all_cookies()
        self.size(*SIZES["wide"])

    def size(self, width, height) -> None:
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": width,
                "height": height,
                "deviceScaleFactor": 1,
                "mobile": width < 600,
            },
        )

    def scheme(self, name) -> None:
        wanted = [{"name": "prefers-color-scheme", "value": name}]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})

    def one(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def press(self, selector) -> None:
        """Press what leads to another page, and wait for that."""
        old = self.one("html")
        self.one(selector).click()
        WebDriverWait(self.browser, 10).until(lambda _: self._is_gone(old))

    def _is_gone(self, old) -> bool:
        return bool(self.one("html").id != old.id and self.one("main").is_displayed())

    def text(self) -> str:
        return self.one("main").text

    def enter(self) -> None:
        self.browser.get(self.url)
        self.one("#login").send_keys("xiaolin", Keys.TAB, PASSWORD)
        self.press("main button")
        self.browser.get(f"{self.url}/calls")

    def is_marked(self, selector) -> bool:
        script = "return arguments[0].matches(':target') && innerHeight >" + (
            "arguments[0].getBoundingClientRect().top"
        )
        return bool(self.browser.execute_script(script, self.one(selector)))


@pytest.fixture
def demo() -> bool:
    return True


@pytest.fixture
def desk(browser, url, behind) -> Desk:
    behind(fill)
    return Desk(browser, url)


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of the checker."""
    folder = (ROOT / Settings().data_dir / "axe").resolve()
    packages = installed(Path(__file__).with_name("package.json"), folder)
    return (packages / "node_modules/axe-core/axe.min.js").read_text("utf-8")


class TestDay:
    def test_from_signing_in_to_signing_out(self, desk):
        desk.enter()
        assert "欠薪" in desk.text()

        desk.press(".calls tbody a")
        assert "赵*明" in desk.text()
        assert NAME not in desk.text()

        desk.one("#finding-1 .proof a").click()
        assert desk.is_marked("#seg-20")
        desk.one("#seg-20 .found").click()
        assert desk.is_marked("#finding-1")

        desk.one("#reason").send_keys("回电核实金额")
        desk.press("section form button")
        assert NAME in desk.text()
        assert "已记入审计日志" in desk.text()

        desk.press(".me button")
        assert "已退出" in desk.text()
        desk.browser.get(f"{desk.url}/calls")
        assert "/console/sign-in" in desk.browser.current_url
        assert [
            e for e in desk.browser.get_log("browser") if "favicon" not in str(e)
        ] == []

    def test_goes_without_a_mouse(self, desk):
        desk.enter()
        body = desk.one("body")

        body.send_keys(Keys.TAB)
        focused = desk.browser.switch_to.active_element
        assert focused.text == "跳到正文"
        focused.send_keys(Keys.ENTER)
        for _ in range(12):
            desk.browser.switch_to.active_element.send_keys(Keys.TAB)
            if "/calls/" in (
                desk.browser.switch_to.active_element.get_attribute("href") or ""
            ):
                break
        desk.browser.switch_to.active_element.send_keys(Keys.ENTER)

        WebDriverWait(desk.browser, 10).until(lambda _: "赵*明" in desk.text())

    def test_the_back_button_shows_nothing_after_signing_out(self, desk):
        desk.enter()
        desk.press(".calls tbody a")
        desk.press(".me button")

        desk.browser.back()

        assert "赵*明" not in desk.text()


class TestLooks:
    @pytest.mark.parametrize("scheme", SCHEMES)
    @pytest.mark.parametrize("size", SIZES)
    def test_no_page_has_a_serious_fault(self, desk, axe, size, scheme):
        desk.size(*SIZES[size])
        desk.scheme(scheme)
        desk.browser.get(desk.url)
        faults = self.faults(desk, axe)
        desk.enter()
        faults |= self.faults(desk, axe)
        desk.press(".calls tbody a")
        faults |= self.faults(desk, axe)

        assert faults == {}

    def faults(self, desk, axe):
        """Return what is wrong with the page, and that it is not too wide."""
        width = desk.browser.execute_script(
            "return document.documentElement.scrollWidth - innerWidth"
        )
        assert width <= 0, desk.browser.current_url
        desk.browser.execute_script(axe)
        found = desk.browser.execute_async_script(
            "const done = arguments[arguments.length - 1]; axe.run().then(done);"
        )
        assert len(found["passes"]) > 10
        return {
            each["id"]: [node["html"][:200] for node in each["nodes"]]
            for each in found["violations"]
            if each["impact"] in SERIOUS
        }
