import pytest

from helpdesk.conversations import conversations, floor, pin_desk
from helpdesk.database import unit_of_work
from helpdesk.models import Call, Message, Ticket
from tests.api.conftest import says
from tests.api.hotline.conftest import TOKEN, asks
from tests.api.hotline.vxml.browser import Browser


@pytest.fixture
async def browser(client):
    return Browser(client)


@pytest.fixture
async def called(browser):
    await browser.call()
    return browser


class TestDoor:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": "Basic wrong"},
            {"Authorization": "Basic cGxhdGZvcm06d3Jvbmc="},
            {"Authorization": f"Digest {TOKEN}"},
        ],
        ids=range(5),
    )
    async def test_is_shut(self, client, rows, method, headers):
        data = {"call": "c1", "seq": "0", "kind": "start"}

        response = await client.request(
            method, "/hotline/vxml", data=data, headers=headers
        )

        assert response.status_code == 401
        assert "Basic" in response.headers["www-authenticate"]
        assert await rows(Call) == []

    async def test_the_token_in_the_address_opens_nothing(self, client):
        response = await client.get("/hotline/vxml", params={"token": TOKEN})

        assert response.status_code == 401

    async def test_takes_the_token_as_a_bearers(self, client):
        headers = {"Authorization": f"Bearer {TOKEN}"}

        response = await client.get("/hotline/vxml", headers=headers)

        assert response.status_code == 200

    async def test_is_shut_where_no_token_is_set(self, serve, make_settings, connect):
        async with serve(make_settings()) as app, connect(app) as client:
            response = await client.get("/hotline/vxml", auth=("platform", ""))

        assert response.status_code == 401

    @pytest.mark.parametrize(
        "change",
        [
            {"call": ""},
            {"call": "电话"},
            {"seq": "-1"},
            {"seq": ""},
            {"seq": "1e9"},
            {"kind": "sing"},
            {"keys": "12a"},
            {"keys": "1" * 33},
        ],
        ids=str,
    )
    async def test_refuses_what_no_page_of_ours_sends(self, client, rows, change):
        data = {"call": "c1", "seq": "1", "kind": "speech"} | change

        response = await client.post(
            "/hotline/vxml", data=data, headers={"Authorization": f"Bearer {TOKEN}"}
        )

        assert response.status_code == 422
        assert "Traceback" not in response.text
        assert await rows(Call) == []

    @pytest.mark.parametrize(
        "body", [b"", b"\xff\xfe", b"call=%ff%fe", b"&" * 60_000, b"a=1&" * 200]
    )
    async def test_refuses_what_is_no_form(self, client, rows, body):
        headers = {"Authorization": f"Bearer {TOKEN}"}

        response = await client.post("/hotline/vxml", content=body, headers=headers)

        assert response.status_code == 422
        assert await rows(Call) == []


class TestStart:
    async def test_announces_a_machine_and_the_recording(self, called):
        assert "机器人" in called.said
        assert "录音" in called.said
        assert called.one("//v:prompt").get("bargein") == "false"

    async def test_posts_the_callers_number_once(self, called, rows):
        await called.speak("你好")

        assert [post["caller"] for post in called.posts] == ["tel:+8613800131234", ""]
        assert len(await rows(Call)) == 1

    async def test_every_call_has_a_name_of_its_own(self, client):
        first, second = Browser(client), Browser(client)
        await first.call()
        await second.call()

        assert first.posts[0]["call"] != second.posts[0]["call"]

    @pytest.mark.parametrize(
        "caller", ["", "anonymous", "sip:anonymous@x", "undefined"]
    )
    async def test_takes_a_hidden_number(self, client, caller):
        browser = Browser(client, caller=caller)
        await browser.call()
        await browser.speak("你好")

        assert browser.said


class TestTurn:
    async def test_gives_the_bot_every_alternative(self, called, bot):
        await called.speak("公司欠新", "公司欠薪", sures=[0.6, 0.5])

        assert bot.asked[0]["alternatives"] == [["公司欠新", 0.6], ["公司欠薪", 0.5]]

    async def test_a_repeated_post_gets_the_same_page(self, called, client, bot):
        await called.speak("你好")

        response = await client.post(
            "/hotline/vxml", data=called.posts[-1], auth=called.auth
        )

        assert response.content == called.content
        assert len(bot.asked) == 1

    async def test_says_numbers_with_pauses(self, called, bot):
        bot.will(says("工单号 260715 000 428。"))
        await called.speak("查工单")

        prompt = called.one("//v:prompt")
        assert called.said == "工单号二六零七幺五零零零四二八。"
        assert [child.get("time") for child in prompt] == ["200ms", "200ms"]

    async def test_writes_what_the_bot_says_as_words_not_as_markup(self, called, bot):
        bot.will(says("</prompt><disconnect/> 甲 & 乙"))
        await called.speak("你好")

        assert called.all("//v:disconnect") == []

    async def test_silence_and_what_nobody_understands_have_their_ladders(self, called):
        await called.event("noinput")
        silent = called.said
        await called.event("nomatch")

        assert "没有听到" in silent
        assert "没听清" in called.said

    async def test_half_a_character_of_a_recogniser_does_no_harm(self, called, bot):
        await called.speak("老板\x00不发\ufffe工资\u2028了")

        assert bot.asked

    async def test_long_stories_are_cut_not_refused(self, called, bot):
        await called.speak("欠" * 2000)

        assert len(bot.texts[0]) == 500

    async def test_takes_no_more_alternatives_than_ten(self, called):
        await called.speak(*["好"] * 11)

        assert called.said


class TestKeys:
    async def test_one_key_is_a_choice(self, called, bot):
        await called.key("2")

        assert bot.texts == ["我要入会"]

    async def test_the_hash_is_a_choice_too(self, called, bot):
        bot.will(says("第一件事说完了。第二件事说完了。第三件事说完了。"))
        await called.speak("怎么办")
        await called.key("#")

        assert called.said == "第三件事说完了。"

    async def test_a_number_is_read_back_and_confirmed(self, called, bot):
        bot.will(asks("请说十二位的工单号。", "ticket_number", intent="check_ticket"))
        await called.speak("查工单")
        assert called.property("termchar") == "#"
        await called.key("260715000428#")
        assert "对吗" in called.said
        await called.key("1")

        assert bot.texts[-1] == "260715000428"

    async def test_the_star_is_the_letter_of_an_id_card(self, called, bot):
        bot.will(asks("请说身份证的最后四位。", "id_tail", intent="check_membership"))
        await called.speak("查会员")
        await called.key("001*")

        assert bot.texts[-1] == "001X"

    async def test_too_many_keys_are_no_match(self, called, bot):
        await called.key("123")

        assert "没听清" in called.said


class TestEnd:
    async def test_who_hangs_up_with_a_clear_matter_is_called_back(
        self, called, bot, rows
    ):
        bot.will(asks("请说单位的名字。", "employer"))
        await called.speak("老板不发工资")
        await called.hang_up()

        (ticket,) = await rows(Ticket)
        assert ticket.contact_phone == "13800131234"
        assert called.all("//v:exit")

    async def test_silence_at_last_hangs_up(self, called):
        for _ in range(4):
            await called.event("noinput")

        assert called.all("//v:disconnect")
        assert "先挂断" in called.said


class TestTransfer:
    @pytest.fixture
    def queues(self, bot):
        def put(sessions):
            async def answer(question):
                async with unit_of_work(sessions) as session:
                    thread = question["sender"]
                    conversation = await conversations.by_thread(session, thread)
                    await floor.queue(session, conversation, reason="转人工")
                return says("好的，已经帮您排队。", intent="request_human")

            bot.answer = answer

        pin_desk("open")
        yield put
        pin_desk(None)

    async def test_gives_the_call_back_where_no_seats_are_configured(
        self, called, sessions, queues
    ):
        queues(sessions)
        await called.speak("我要找人，我的电话13800131234")

        given = called.one("//v:exit").get("namelist").split()
        assert given == ["wanted", "call", "ticket"]
        assert "13800131234" not in str(called.page.xpath("string()"))

    async def test_puts_the_call_through_without_a_word_of_what_was_said(
        self, serve, make_settings, connect, queues
    ):
        settings = make_settings(hotline_token=TOKEN, hotline_seats="tel:+8675512351")
        async with serve(settings) as app, connect(app) as client:
            queues(app.state.services.sessions)
            browser = Browser(client)
            await browser.call()
            await browser.speak("我要找人，老板欠我工资")

            seat = browser.one("//v:transfer")

        assert seat.get("dest") == "tel:+8675512351"
        assert seat.get("aai") == browser.posts[0]["call"]
        assert "工资" not in browser.said


class TestRecord:
    async def test_the_turns_are_on_record(self, called, rows):
        await called.speak("你好")

        assert "你好" in [message.text for message in await rows(Message)]
