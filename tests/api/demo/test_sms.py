import pytest

from helpdesk.database import unit_of_work
from helpdesk.notifications import DemoSender, notifications
from helpdesk.seed import DEMO_MEMBER


@pytest.fixture
def settings(make_settings):
    return make_settings(demo=True)


async def send(sessions, code):
    async with unit_of_work(sessions) as session:
        await notifications.send_sms(
            session,
            phone=DEMO_MEMBER.phone,
            template="one_time_code",
            values={"code": code, "minutes": "5"},
        )
    await notifications.deliver_due(sessions, DemoSender())


class TestSms:
    async def test_shows_what_went_to_the_phone_newest_first(self, client, sessions):
        await send(sessions, "111111")
        await send(sessions, "222222")

        response = await client.get("/demo/sms", params={"phone": DEMO_MEMBER.phone})

        newest, older = response.json()
        assert "222222" in newest["text"]
        assert "111111" in older["text"]
        assert newest["at"].endswith("Z")

    async def test_shows_nobody_elses(self, client, sessions):
        await send(sessions, "111111")

        response = await client.get("/demo/sms", params={"phone": "13800138999"})

        assert response.json() == []

    @pytest.mark.parametrize("phone", ["", "x", "110", "1" * 41, "\ud83d"])
    async def test_refuses_what_is_no_phone_in_chinese(self, client, phone):
        query = phone.encode("utf-8", "surrogatepass")

        response = await client.get("/demo/sms", params={"phone": query})

        assert response.status_code == 422
        assert "不正确" in response.json()["detail"]

    async def test_is_not_there_outside_demo_mode(
        self, make_settings, serve, connect, words
    ):
        async with serve(make_settings()) as app, connect(app) as client:
            response = await client.get("/demo/sms?phone=13800138000")

        assert response.status_code == 404
        assert response.json() == {"detail": words.page_not_found}
