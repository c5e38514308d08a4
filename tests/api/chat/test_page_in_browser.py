"""The page as a worker meets it, with the stand-in as the bot."""

import json
import time

import pytest
from selenium.webdriver.common.keys import Keys

from helpdesk.conversations import conversations, floor
from helpdesk.database import unit_of_work
from helpdesk.models import Floor
from helpdesk.notifications import DemoSender, notifications
from helpdesk.officers import officers
from helpdesk.seed import DEMO_MEMBER
from tests.api.conftest import Records, says

TICKET = "260715000428"


async def attend(sessions, key):
    """Take the floor and say something, as an officer does."""
    async with unit_of_work(sessions) as session:
        officer = await officers.add(
            session, login="xiaoli", name="小李", password="a-long-password"
        )
        conversation = await conversations.by_key(session, key)
        await floor.take(session, conversation, officer.id)
        await floor.answer(session, conversation, officer.id, "您好，我来帮您")


class TestTalk:
    def test_a_question_gets_its_answer_and_nobody_complains(self, phone, bot):
        phone.say("高温津贴多少", answers=1)

        assert phone.said() == ["您说：高温津贴多少"]
        assert phone.answers() == ["您说的是：高温津贴多少"]
        assert phone.complaints() == []

    def test_choices_are_buttons_that_say_their_payload_once(self, phone, bot):
        button = {"title": "我离职了", "payload": "已经离职"}
        bot.will(says({"text": "还在职吗？", "buttons": [button]}))
        phone.say("老板不发工资", answers=1)

        phone.one(".row .choices button").click()
        phone.until(lambda: len(phone.answers()) == 2)

        assert bot.texts == ["老板不发工资", "已经离职"]
        assert len(phone.all(".row .choices")) == 1, "only the last question's"

    def test_a_topic_of_the_welcome_asks_its_question(self, phone, bot):
        phone.one("#topics button").click()
        phone.until(lambda: len(phone.answers()) == 1)

        assert bot.texts == [phone.one("#topics button").get_attribute("data-say")]

    def test_markup_stays_text(self, phone, bot):
        attack = (
            "<img src=x onerror=document.title='x'><script>document.title='x'</script>"
        )
        bot.will(says(attack))

        phone.say(attack, answers=1)

        assert phone.answers() == [attack]
        assert phone.said() == ["您说：" + attack]
        assert phone.all("#log .bubble img, #log script") == []
        assert phone.run("return document.title") != "x"

    def test_numbers_become_what_they_are(self, phone, bot):
        bot.will(
            says(
                f"工单号：{TICKET}，另有 123456789012。"
                "拨打12333或0755-82696609、23610716；"
                "每天 120 元；急救打 120。2026年0715，20260715。"
                "见 https://www.szzgh.org/a?b=1。javascript:alert(1)"
            )
        )

        phone.say("查工单", answers=1)

        assert phone.texts(".ticket-number") == [TICKET]
        assert phone.texts(".ticket-number span") == ["260715", "000", "428"]
        links = [a.get_attribute("href") for a in phone.all(".bubble a")]
        assert links == [
            "tel:12333",
            "tel:075582696609",
            "tel:075523610716",
            "tel:120",
            "https://www.szzgh.org/a?b=1",
        ]

    def test_a_ticket_number_is_copied_in_one_piece(self, phone, bot):
        bot.will(says(f"工单号 {TICKET[:6]} {TICKET[6:9]} {TICKET[9:]}"))
        phone.say("查工单", answers=1)

        phone.one(".ticket button").click()
        phone.until(lambda: phone.one(".ticket button").text == "已复制")
        phone.one("#text").send_keys(Keys.CONTROL, "v")

        assert phone.one("#text").get_attribute("value") == TICKET

    def test_an_officers_words_come_by_themselves_and_stay(self, phone, behind):
        phone.say("你好", answers=1)
        key = json.loads(phone.run("return localStorage['gonghui.conversation']"))[
            "key"
        ]

        behind(lambda sessions: attend(sessions, key))
        phone.one("#text").send_keys("有人吗", Keys.ENTER)
        phone.until(lambda: phone.texts(".officer .bubble") == ["您好，我来帮您"])

        phone.browser.refresh()
        phone.until(lambda: phone.texts(".officer .bubble") == ["您好，我来帮您"])

    def test_who_has_the_floor_is_told(self, phone, behind):
        phone.say("转人工", answers=1)
        assert not phone.one("#offline").is_displayed()
        key = phone.run("return JSON.parse(localStorage['gonghui.conversation']).key")
        behind(lambda sessions: Records(sessions).give_floor(key, Floor.officer))

        phone.say("在吗", answers=2)

        assert "工作人员" in phone.one("#offline").text


class TestKeyboard:
    def test_shift_and_enter_begin_a_new_line(self, phone, bot):
        text = phone.one("#text")
        one_line = text.size["height"]
        text.send_keys("第一行", Keys.SHIFT, Keys.ENTER, Keys.NULL, "第二行")
        assert text.size["height"] > one_line

        text.send_keys(Keys.ENTER)
        phone.until(lambda: len(phone.answers()) == 1)

        assert bot.texts == ["第一行\n第二行"]
        assert phone.one("#text").size["height"] == one_line

    def test_enter_that_ends_a_composition_does_not_send(self, phone, bot):
        phone.one("#text").send_keys("gongzi")
        phone.run(
            """
            const field = document.getElementById("text");
            const press = (more) => field.dispatchEvent(new KeyboardEvent("keydown",
              { key: "Enter", bubbles: true, cancelable: true, ...more }));
            press({ isComposing: true });
            press({ keyCode: 229 });
            """
        )
        time.sleep(0.2)

        assert phone.said() == []
        assert bot.asked == []

    def test_focus_comes_back_to_the_field(self, phone, bot):
        phone.say("你好", answers=1)

        assert phone.run("return document.activeElement.id") == "text"

    def test_everything_is_reached_by_tab(self, phone):
        phone.run("document.activeElement.blur()")
        body = phone.one("body")
        reached = []
        for _ in range(24):
            body.send_keys(Keys.TAB)
            reached.append(phone.run("return document.activeElement.textContent"))

        assert "跳到输入框" in reached
        assert "查我的会籍" in reached
        assert "转人工" in reached

    def test_what_is_empty_or_too_long_cannot_be_sent(self, phone, bot):
        assert not phone.one("#send").is_enabled()
        phone.run(
            """
            const field = document.getElementById("text");
            field.value = "长".repeat(2003);
            field.dispatchEvent(new Event("input"));
            """
        )

        phone.one("#text").send_keys(Keys.ENTER)

        assert "超出 3 个字" in phone.one("#count").text
        assert not phone.one("#send").is_enabled()
        assert phone.said() == []


async def deliver(sessions, code: str) -> None:
    """Let the stand-in provider take a message with a code."""
    async with unit_of_work(sessions) as session:
        await notifications.send_sms(
            session,
            phone=DEMO_MEMBER.phone,
            template="one_time_code",
            values={"code": code, "minutes": "5"},
        )
    await notifications.deliver_due(sessions, DemoSender())


class TestDemo:
    @pytest.fixture
    def demo(self) -> bool:
        return True

    def test_the_members_data_go_into_the_field(self, phone):
        phone.one("#demo summary").click()

        phone.one('#demo [aria-label="填入手机号"]').click()

        assert phone.one("#text").get_attribute("value") == DEMO_MEMBER.phone

    def test_a_message_to_the_members_phone_appears(self, phone, behind):
        phone.one("#demo summary").click()
        behind(lambda sessions: deliver(sessions, "482913"))

        phone.say("你好", answers=1)
        phone.until(lambda: phone.all("#sms button"))
        phone.one("#sms button").click()

        assert phone.one("#text").get_attribute("value") == "482913"


class TestLayout:
    @pytest.mark.parametrize("width", [320, 390, 768, 1440])
    def test_nothing_is_cut_off(self, phone, bot, width):
        bot.will(says("长" * 300 + " " + "x" * 300, {"text": TICKET}))
        phone.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": width,
                "height": 640,
                "deviceScaleFactor": 1,
                "mobile": width < 700,
            },
        )
        phone.open()
        phone.say("你好", answers=2)

        wide = phone.run(
            "return [document.documentElement, document.getElementById('log')]"
            ".map((e) => e.scrollWidth - e.clientWidth)"
        )
        tall = phone.run("return document.documentElement.scrollHeight - innerHeight")
        phone.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

        assert wide == [0, 0]
        assert tall == 0
