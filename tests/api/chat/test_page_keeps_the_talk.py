"""What the page does when the network, the gateway or the tab goes away."""

import asyncio

from selenium.webdriver.common.keys import Keys

from tests.api.conftest import says


class TestUnsent:
    def test_waits_for_the_network_and_is_sent_once_in_order(self, phone, bot):
        phone.offline(gone=True)
        phone.one("#text").send_keys("第一句", Keys.ENTER)
        phone.until(lambda: phone.all(".unsent"))
        phone.one("#text").send_keys("第二句", Keys.ENTER)
        phone.until(lambda: phone.one("#offline").is_displayed())
        assert bot.asked == []

        phone.offline(gone=False)
        phone.until(lambda: len(phone.answers()) == 2)

        assert bot.texts == ["第一句", "第二句"]
        assert phone.all(".unsent") == []
        assert not phone.one("#offline").is_displayed()

    def test_outlives_a_reload_with_its_id(self, phone, bot):
        phone.say("你好", answers=1)
        phone.offline(gone=True)
        phone.one("#text").send_keys("还没发出的话", Keys.ENTER)
        phone.until(lambda: phone.all(".unsent"))
        kept = phone.run("return JSON.parse(sessionStorage['gonghui.unsent'])[0].id")
        phone.offline(gone=False)

        phone.open()
        phone.until(lambda: len(phone.answers()) == 2)

        assert phone.said() == ["您说：你好", "您说：还没发出的话"]
        assert [question["message_id"] for question in bot.asked][1:] == [kept]

    def test_a_failing_gateway_is_asked_again_with_the_same_id(self, phone, bot):
        failures = []

        async def answer(question):
            failures.append(question["message_id"])
            if len(failures) == 1:
                raise RuntimeError("a fault of the gateway")
            return says("好的")

        bot.answer = answer

        phone.one("#text").send_keys("你好", Keys.ENTER)
        phone.until(lambda: phone.all(".unsent .plain"))
        phone.one(".unsent .plain").click()
        phone.until(lambda: len(phone.answers()) == 1)

        assert len(set(failures)) == 1

    def test_what_is_refused_says_why_and_lets_the_next_one_pass(self, phone, bot):
        phone.one("#text").send_keys("/", Keys.ENTER)
        phone.until(lambda: phone.all(".unsent"))

        phone.say("你好", answers=1)

        assert "请先输入您的问题" in phone.one(".unsent .state").text
        assert bot.texts == ["你好"]

    def test_a_slow_bot_shows_dots_and_then_a_ticket(self, phone, bot):
        async def never(_):
            await asyncio.sleep(60)

        bot.answer = never

        phone.one("#text").send_keys("会费怎么交", Keys.ENTER)
        phone.until(lambda: phone.all(".typing"))
        phone.until(lambda: len(phone.answers()) == 1)

        assert phone.all(".typing") == []
        assert len(phone.texts(".ticket-number")) == 1


class TestReload:
    def test_shows_the_talk_again(self, phone, bot):
        button = {"title": "是", "payload": "是"}
        bot.will(says({"text": "在职吗？", "buttons": [button]}))
        phone.say("我的电话13800138000", answers=1)

        phone.open()
        phone.until(lambda: len(phone.answers()) == 1)
        phone.one(".row .choices button").click()
        phone.until(lambda: len(phone.answers()) == 2)

        assert phone.said()[0] == "您说：我的电话138****8000"
        assert len({question["sender"] for question in bot.asked}) == 1

    def test_a_restart_forgets_the_talk(self, phone, bot):
        phone.say("你好", answers=1)

        phone.one("#restart").click()
        phone.one("dialog .strong").click()
        phone.until(lambda: phone.said() == [])
        phone.say("你好", answers=1)
        phone.open()
        phone.until(lambda: len(phone.answers()) == 1)

        assert len({question["sender"] for question in bot.asked}) == 2

    def test_a_restart_can_be_thought_better_of(self, phone, bot):
        phone.say("你好", answers=1)

        phone.one("#restart").click()
        phone.one("dialog").send_keys(Keys.ESCAPE)

        assert phone.said() == ["您说：你好"]

    def test_a_talk_that_is_gone_begins_again(self, phone, bot):
        kept = '{"key": "gone", "used": 99999999999999}'
        phone.run("localStorage['gonghui.conversation'] = arguments[0]", kept)

        phone.open()
        phone.say("你好", answers=1)

        assert phone.answers() == ["您说的是：你好"]
