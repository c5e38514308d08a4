"""A follower's thumb on the stand-in's page, in Debian's Chromium."""

import re
import shutil

import pytest

selenium = pytest.importorskip("selenium")
from selenium import webdriver  # noqa: E402 - only where selenium is
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
ANSWERS = "#list .entry:not(.mine) .bubble"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--window-size=390,844",
)
SECONDS = 20

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="needs chromium and chromium-driver"
)


@pytest.fixture
def phone(assistant, tmp_path):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    browser.get(f"{assistant.url}demo/wechat")
    yield Phone(browser)
    browser.quit()


class Phone:
    """What a follower sees and does."""

    def __init__(self, browser) -> None:
        self.browser = browser
        self.press("情景")
        self.press("换一位新朋友")  # each test has a follower of its own
        self.press("关注公众号")
        self.wait(lambda: len(self.answers()) == 1)

    def press(self, title: str) -> None:
        """Press the visible button with a title."""
        button = self.wait(lambda: self._visible(title))
        self.browser.execute_script("arguments[0].scrollIntoView()", button)
        button.click()

    def say(self, text: str) -> str:
        """Type a message, press Enter, and return what is answered."""
        if not self.browser.find_element(By.ID, "words").is_displayed():
            self.browser.find_element(By.ID, "to-text").click()
        return self.answer_to(
            lambda: self.browser.find_element(By.ID, "words").send_keys(
                text, Keys.ENTER
            )
        )

    def answer_to(self, deed) -> str:
        before = len(self.answers())
        deed()
        self.wait(lambda: len(self.answers()) > before)
        return "\n".join(self.answers()[before:])

    def answers(self) -> list[str]:
        return [each.text for each in self._all(ANSWERS)]

    def wait(self, condition):
        return WebDriverWait(self.browser, SECONDS).until(lambda _: condition())

    def text(self, selector: str) -> str:
        return "\n".join(each.text for each in self._all(selector))

    def _visible(self, title: str):
        found = self._all("button, summary")
        return next((b for b in found if b.text == title and b.is_displayed()), None)

    def _all(self, selector: str):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)


class TestPhone:
    def test_following_is_greeted_and_a_question_answered(self, phone):
        [greeting] = phone.answers()

        answer = phone.say("会费一个月扣多少钱")

        assert "12351" in greeting
        assert "0.5" in answer

    def test_a_menu_entry_says_its_words(self, phone):
        phone.press("更多")

        answer = phone.answer_to(lambda: phone.press("高温津贴"))

        assert "300" in answer

    def test_a_tapped_link_says_its_words(self, phone):
        phone.say("老板三个月没发工资了")
        phone.say("龙华永泰电子厂")
        assert phone.text("#list .tap") != ""
        link = phone.browser.find_elements(By.CSS_SELECTOR, "#list .tap")[-1]
        said = link.text

        phone.answer_to(link.click)

        assert phone.text("#list .mine .bubble").endswith(said)

    def test_a_picture_is_taken_in(self, phone):
        phone.browser.find_element(By.ID, "to-text").click()
        phone.browser.find_element(By.ID, "more").click()
        phone.press("图片")

        answer = phone.answer_to(lambda: phone.press("发样张"))

        assert re.search("图片|照片|材料|收到", answer), answer
        picture = phone.browser.find_element(By.CSS_SELECTOR, "#list .mine img")
        phone.wait(lambda: int(picture.get_property("naturalWidth")) == 480)

    def test_after_unfollowing_nothing_can_be_sent(self, phone):
        phone.press("取消关注")

        phone.wait(lambda: phone.browser.find_element(By.ID, "card").is_displayed())

        assert not phone.browser.find_element(By.ID, "bar").is_displayed()

    def test_nothing_is_loaded_from_elsewhere_and_nothing_breaks(self, phone):
        phone.say("<script>document.title='x'</script>你好")

        loaded = phone.browser.execute_script(
            "return performance.getEntriesByType('resource').map(e => e.name)"
        )
        origin = phone.browser.execute_script("return location.origin")
        assert loaded
        assert all(name.startswith(origin) for name in loaded)
        assert phone.browser.title != "x"
        faults = [
            entry
            for entry in phone.browser.get_log("browser")
            if entry["level"] == "SEVERE"
        ]
        assert faults == []
