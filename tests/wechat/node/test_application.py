"""The real application, real records, a real port; npm packages are WeChat."""

import base64
import json
import time

import httpx
import pytest

from api.app import create_app
from api.wechat.texts import load_texts
from helpdesk.config import Settings
from helpdesk.database import upgrade
from wechat.callback import Mode
from wechat.crypto import signature
from wechat.text import clean

TEXTS = [
    "老板不发工资",
    "a]]><x>b & <c> 🏗️👨‍👩‍👧‍👦 ]]]]>>",
    "第一行\n第二行\t制表",
]


async def bot(request: httpx.Request) -> httpx.Response:
    """Say back what was asked; 多说点 asks for more than one message holds."""
    said = json.loads(request.content)["text"]
    more = "好" * 1000 if said == "多说点" else ""
    messages = [{"text": f"您说：{said}{more}"}]
    understood = {"intent": "greet", "confidence": 0.9}
    return httpx.Response(200, json={"messages": messages, "understood": understood})


@pytest.fixture
def application(serving, platform, tmp_path):
    """Serve the application in this mode."""

    def serve(mode: Mode) -> str:
        settings = Settings(
            _env_file=None,
            data_dir=tmp_path,
            bot_secret="between-us",
            field_keys=f"k1:{base64.b64encode(b'f' * 32).decode()}",
            lookup_key=base64.b64encode(b"l" * 32).decode(),
            wechat_app_id=platform.app_id,
            wechat_token=platform.token,
            wechat_encoding_aes_key=platform.key,
            wechat_previous_aes_key=platform.previous_key,
            wechat_mode=mode,
        )
        upgrade(settings)
        return serving(create_app(settings, bot_transport=httpx.MockTransport(bot)))

    return serve


@pytest.mark.parametrize("mode", Mode)
class TestApplication:
    def test_replies_are_understood(
        self, node, application, order, openid, account, mode
    ):
        url = application(mode)

        answers = node("platform.js", order(mode, url, *TEXTS))

        for text, answer in zip(TEXTS, answers, strict=True):
            assert answer["status"] == 200
            assert answer["Content"] == f"您说：{clean(text)}"
            assert answer["ToUserName"] == openid
            assert answer["FromUserName"] == account
            if mode is not Mode.plain:
                assert answer["kind"] == "encrypted"
                assert answer["signatureRight"]
                assert answer["nonceRight"]
                assert answer["appRight"]

    def test_what_goes_by_customer_service_is_success(
        self, node, application, order, mode
    ):
        answers = node("platform.js", order(mode, application(mode), "多说点"))

        assert answers == [{"status": 200, "kind": "success"}]

    def test_a_delivery_repeated_gets_the_same_answer(
        self, node, application, order, mode
    ):
        asked = order(mode, application(mode), "老板不发工资")
        asked["messages"] *= 3

        answers = node("platform.js", asked)

        assert {answer["Content"] for answer in answers} == {"您说：老板不发工资"}
        assert len(answers) == 3

    def test_a_text_too_long_is_answered_all_the_same(
        self, node, application, order, mode
    ):
        (answer,) = node("platform.js", order(mode, application(mode), "好" * 3000))

        assert answer["Content"] == load_texts().text_too_long.format(limit=2000)

    def test_the_address_is_verified(self, application, platform, mode):
        moment = str(int(time.time()))
        query = {
            "signature": signature(platform.token, moment, platform.nonce),
            "timestamp": moment,
            "nonce": platform.nonce,
            "echostr": "5928041",
        }

        url = f"{application(mode)}/wechat"
        answer = httpx.get(url, params=query, trust_env=False)

        assert (answer.status_code, answer.text) == (200, "5928041")


class TestRotation:
    def test_the_key_before_is_answered_with_itself(
        self, node, application, platform, order
    ):
        url = application(Mode.safe)
        before = order(Mode.safe, url, "您好", key=platform.previous_key)

        (answer,) = node("platform.js", before)

        assert answer["Content"] == "您说：您好"
        assert answer["signatureRight"]
        assert answer["appRight"]
