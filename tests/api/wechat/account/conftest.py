"""The account page with a real database; a transport plays WeChat's interface."""

import re
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.app import create_app
from helpdesk import clock
from helpdesk.config import Settings
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.models import ChannelKind, Conversation, OutboxItem, OutboxKind
from helpdesk.seed import DEMO_MEMBER, seed
from tests.api.conftest import KEYS, SECRET

PHONE, TAIL = DEMO_MEMBER.phone, DEMO_MEMBER.id_number[-4:]
OPENID = "oDEMOinventedOpenid0001"
OTHER = "oDEMOinventedOpenid0002"
PUBLIC = "https://gonghui.example"
IN_WECHAT = {"User-Agent": "Mozilla/5.0 (Linux; Android 10) MicroMessenger/8.0.50"}
TOKEN = re.compile(r'name="token" value="(\w+)"')


@dataclass
class StandInWeChat:
    """Answers what codes belong to; each works once, as WeChat's do."""

    visitors: dict[str, str] = field(default_factory=dict)
    snapshot: bool = False
    down: bool = False
    asked: int = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.down:
            raise httpx.ConnectError("nobody there")
        code = request.url.params["code"]
        openid = self.visitors.pop(code, None)
        if openid is None:
            return httpx.Response(
                200, json={"errcode": 40029, "errmsg": "invalid code"}
            )
        more = {"is_snapshotuser": 1} if self.snapshot else {}
        return httpx.Response(200, json={"openid": openid, **more})


@pytest.fixture
def wechat() -> StandInWeChat:
    return StandInWeChat()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeded")
    seed(Settings(_env_file=None, data_dir=folder, demo=True, **KEYS), members=20)
    return folder / "gonghui.db"


@pytest.fixture
def settings(tmp_path: Path, seeded: Path) -> Settings:
    shutil.copy(seeded, tmp_path)
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        bot_secret=SECRET,
        wechat_app_id="wxDEMO",
        wechat_app_secret="an-invented-secret",
        public_url=PUBLIC,
        **KEYS,
    )


@pytest.fixture
async def app(settings: Settings, wechat: StandInWeChat) -> AsyncIterator[FastAPI]:
    app = create_app(settings, wechat_transport=httpx.MockTransport(wechat))
    async with app.router.lifespan_context(app):
        yield app


@dataclass
class Phone:
    """A telephone with WeChat on it: follows links, keeps cookies, fills in forms."""

    http: httpx.AsyncClient
    wechat: StandInWeChat
    sessions: async_sessionmaker[AsyncSession]
    openid: str = OPENID
    page: str = ""
    status: int = 0

    async def open(self, path: str = "/wechat/account") -> httpx.Response:
        """Open a page and go wherever it sends, but not to WeChat."""
        return await self._follow(await self.http.get(path))

    async def ask(self) -> dict[str, str]:
        """Begin, and return what WeChat would be asked."""
        response = await self.http.get("/wechat/account")
        assert response.status_code == 302, response.text
        query = parse_qs(urlsplit(response.headers["location"]).query)
        return {name: value for name, [value] in query.items()}

    async def come_back(self, state: str, code: str = "code1") -> httpx.Response:
        """Come back from WeChat with a code."""
        self.wechat.visitors.setdefault(code, self.openid)
        return await self.open(f"/wechat/account/enter?code={code}&state={state}")

    async def enter(self) -> httpx.Response:
        """Go through WeChat and be known."""
        asked = await self.ask()
        return await self.come_back(asked["state"], f"code{self.wechat.asked}")

    async def send(self, step: str, **form: str) -> httpx.Response:
        """Send the form that the page shows, with its token."""
        found = TOKEN.search(self.page)
        token = {"token": found[1]} if found else {}
        path = f"/wechat/account/{step}"
        return await self._follow(await self.http.post(path, data={**token, **form}))

    async def code(self) -> str:
        """Return the newest one-time code."""
        async with self.sessions() as session:
            newest = (
                select(OutboxItem)
                .where(OutboxItem.kind == OutboxKind.sms)
                .order_by(OutboxItem.id.desc())
            )
            item = (await session.scalars(newest.limit(1))).one()
            return str(item.payload["values"]["code"])

    async def bind(self) -> None:
        """Enter and bind the demo member."""
        await self.enter()
        await self.send("code", phone=PHONE, tail=TAIL)
        await self.send("confirm", code=await self.code())
        assert "已绑定" in self.page, self.page

    async def conversation(self) -> Conversation:
        async with unit_of_work(self.sessions) as session:
            return await conversations.resume(
                session, channel=ChannelKind.wechat, source_id=self.openid
            )

    async def _follow(self, response: httpx.Response) -> httpx.Response:
        while response.status_code == 303:
            response = await self.http.get(response.headers["location"])
        self.page, self.status = unescape(response.text), response.status_code
        return response


@pytest.fixture
async def phone_of(
    app: FastAPI, wechat: StandInWeChat
) -> AsyncIterator[Callable[..., Phone]]:
    """Give telephones; each has its own cookies."""
    opened: list[httpx.AsyncClient] = []

    def give(openid: str = OPENID, address: str = "127.0.0.1") -> Phone:
        transport = httpx.ASGITransport(app, client=(address, 40000))
        opened.append(
            httpx.AsyncClient(transport=transport, base_url=PUBLIC, headers=IN_WECHAT)
        )
        sessions = app.state.services.sessions
        return Phone(opened[-1], wechat, sessions, openid)

    yield give
    for client in opened:
        await client.aclose()


@pytest.fixture
def phone(phone_of: Callable[..., Phone]) -> Phone:
    return phone_of()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Move the clock."""
    real, moved = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + moved[0])

    def move(**by: float) -> None:
        moved[0] += timedelta(**by)

    return move
