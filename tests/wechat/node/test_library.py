"""The library against packages that no one here wrote, in all three modes."""

import time

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wechat.callback import Mode
from wechat.inbound import Text, read
from wechat.replies import text_reply
from wechat.text import clean

TEXTS = [
    "老板不发工资",
    "a]]><x>b & <c> 🏗️👨‍👩‍👧‍👦 ]]]]>>",
    "  前后有空格 \n第二行\t制表",
    "好" * 3000,
]


def echoing(callback):
    """Serve what says every text back; 别说话 gets no reply."""

    async def answer(request: Request) -> Response:
        opened = callback.open(
            request.query_params, await request.body(), now=time.time()
        )
        told = read(opened.xml)
        assert isinstance(told, Text)
        silent = told.content == "别说话"
        reply = "" if silent else text_reply(told.head, told.content, created=1)
        return Response(callback.seal(reply, opened, now=time.time()))

    return Starlette(routes=[Route("/wechat", answer, methods=["POST"])])


@pytest.mark.parametrize("mode", Mode)
class TestLibrary:
    def test_replies_are_understood(
        self, node, serving, platform, order, openid, account, mode
    ):
        url = serving(echoing(platform.callback(mode)))

        answers = node("platform.js", order(mode, url, *TEXTS))

        assert [answer["Content"] for answer in answers] == list(map(clean, TEXTS))
        for answer in answers:
            assert answer["status"] == 200
            assert answer["ToUserName"] == openid
            assert answer["FromUserName"] == account
            if mode is not Mode.plain:
                assert answer["kind"] == "encrypted"
                assert answer["signatureRight"]
                assert answer["nonceRight"]
                assert answer["appRight"]

    def test_success_is_recognised(self, node, serving, platform, order, mode):
        url = serving(echoing(platform.callback(mode)))

        answers = node("platform.js", order(mode, url, "别说话"))

        assert answers == [{"status": 200, "kind": "success"}]


class TestRotation:
    def test_the_key_before_is_answered_with_itself(
        self, node, serving, platform, order
    ):
        url = serving(echoing(platform.callback()))
        before = order(Mode.safe, url, "您好", key=platform.previous_key)

        (answer,) = node("platform.js", before)

        assert answer["Content"] == "您好"
        assert answer["signatureRight"]
        assert answer["appRight"]
