import time
from email.utils import formatdate

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from helpdesk.config import Settings
from helpdesk.database import upgrade
from wechat.callback import Callback, Mode
from wechat.errors import Rejected
from wechat.standin import Account, create_app

SECRET, KEY = "s" * 32, "A" * 43


@pytest.fixture
def make_settings(tmp_path):
    def make(**changes):
        told = {
            "data_dir": tmp_path,
            "wechat_app_id": "wxDEMO000000000001",
            "wechat_app_secret": SECRET,
            "wechat_token": "AAAAA",
            "wechat_encoding_aes_key": KEY,
            "wechat_api_base": "http://127.0.0.1:1",
            "wechat_notices": "template",
            "wechat_notice_ids": {"ticket": "T1"},
            "public_url": "https://union.example",
        }
        return Settings(_env_file=None, **told | changes)

    return make


@pytest.fixture
def records(make_settings):
    upgrade(make_settings())


class Network:
    """Both sides of the wire: WeChat's interface and the union's callback."""

    def __init__(self, account: Account) -> None:
        self.wechat = create_app(account)
        self.door = Callback(account.token, account.app_id, (KEY,), Mode(account.mode))
        self.broken: Exception | None = None
        self.date: str | None = formatdate(usegmt=True)
        self.answer: PlainTextResponse | None = None
        routes = [Route("/wechat", self._knock, methods=["GET", "POST"])]
        self._ways = {
            "127.0.0.1": httpx.ASGITransport(self.wechat),
            "union.example": httpx.ASGITransport(Starlette(routes=routes)),
        }

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.broken:
            raise self.broken
        way = self._ways[request.url.host]
        answer = await way.handle_async_request(request)
        if self.date:
            answer.headers["Date"] = self.date
        await answer.aread()
        return answer

    async def _knock(self, request):
        if self.answer is not None:
            return self.answer
        try:
            if request.method == "GET":
                return PlainTextResponse(self.door.challenge(request.query_params))
            body = await request.body()
            self.door.open(request.query_params, body, now=time.time())
        except Rejected:
            return PlainTextResponse("", 403)
        return PlainTextResponse("success")


@pytest.fixture
def network():
    account = Account(
        "wxDEMO000000000001", SECRET, "AAAAA", KEY, "https://union.example/wechat"
    )
    return Network(account)


@pytest.fixture
def transport(network):
    return httpx.MockTransport(network)
