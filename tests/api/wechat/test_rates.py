import pytest

from helpdesk.models import Message
from tests.api.conftest import client_of, few_at_once
from tests.api.wechat.conftest import WeChat


@pytest.fixture
def tencent(app, services, monkeypatch):
    """WeChat from outside; what comes from this machine is not limited."""
    monkeypatch.setattr(services.rates, "take", few_at_once(follower=2).take)
    return WeChat(client_of(app, "203.0.113.7"))


class TestFollower:
    async def test_who_writes_faster_than_a_person_is_told_so(
        self, tencent, said, followed
    ):
        answers = [await tencent.say(f"第{number}句") for number in range(3)]

        assert answers[-1].text == said.too_often
        assert answers[0].text != said.too_often
        assert await followed.count(Message) == 2

    async def test_others_are_answered_meanwhile(self, tencent, said):
        for number in range(3):
            await tencent.say(f"第{number}句")

        assert (await tencent.say("你好", openid="oAnother")).text != said.too_often

    async def test_news_of_the_platform_are_not_counted(self, tencent, said):
        answers = [
            await tencent.event("TEMPLATESENDJOBFINISH", Status="success", MsgID=1)
            for _ in range(4)
        ]

        assert all(answer.text is None for answer in answers)
