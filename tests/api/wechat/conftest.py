"""WeChat's side of the callback: signed, encrypted, repeated."""

import asyncio
import base64
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.wechat.texts import Scenes, Texts, load_scenes, load_texts
from helpdesk.config import Settings
from helpdesk.conversations import conversations
from helpdesk.database import create_engine, create_sessions, unit_of_work
from helpdesk.models import (
    Base,
    ChannelKind,
    Conversation,
    Message,
    OutboxItem,
    OutboxState,
)
from tests.api.conftest import client_of, says
from wechat.crypto import Cipher, signature
from wechat.fields import parse

APP_ID = "wxDEMO0000000001"
ACCOUNT = "gh_demo"
TOKEN = "demoToken"
KEY = base64.b64encode(b"k" * 32).decode()[:43]
OPENID = "oDEMO_worker_one"
OTHER = "oDEMO_worker_two"
WECHAT = {
    "wechat_app_id": APP_ID,
    "wechat_token": TOKEN,
    "wechat_encoding_aes_key": KEY,
}
NUMBERS = itertools.count(23012340000000001)


def xml(openid: str, kind: str, **fields: object) -> str:
    """Write a message or an event as WeChat does."""
    head = {
        "ToUserName": ACCOUNT,
        "FromUserName": openid,
        "CreateTime": int(time.time()),
        "MsgType": kind,
    }
    inside = ""
    for name, value in (head | fields).items():
        written = f"<![CDATA[{value}]]>" if isinstance(value, str) else value
        inside += f"<{name}>{written}</{name}>"
    return f"<xml>{inside}</xml>"


def inner(kind: str, **fields: object) -> str:
    """Write it as from the follower of most tests."""
    return xml(OPENID, kind, **fields)


@dataclass
class Got:
    """What WeChat got for a delivery."""

    status: int
    type: str
    body: bytes
    cipher: Cipher | None

    @property
    def text(self) -> str | None:
        """What the follower sees; nothing on `success`."""
        assert self.status == 200
        if self.body == b"success":
            return None
        plain = self.body.decode()
        if self.cipher is not None:
            fields = parse(plain)
            encrypted = fields.text("Encrypt")
            said = fields.text("TimeStamp"), fields.text("Nonce")
            assert fields.text("MsgSignature") == signature(TOKEN, *said, encrypted)
            plain = self.cipher.decrypt(encrypted)
        fields = parse(plain)
        assert fields.text("FromUserName") == ACCOUNT
        assert fields.text("MsgType") == "text"
        return fields.text("Content")


@dataclass
class WeChat:
    """Delivers to an application as WeChat does."""

    client: httpx.AsyncClient
    mode: str = "safe"
    key: str = KEY
    nonces: Any = field(default_factory=lambda: itertools.count(1700000001))

    async def deliver(self, inside: str) -> Got:
        """Deliver once."""
        moment, nonce = str(int(time.time())), str(next(self.nonces))
        query = {"timestamp": moment, "nonce": nonce, "openid": OPENID}
        query["signature"] = signature(TOKEN, moment, nonce)
        cipher, body = None, inside
        if self.mode != "plain":
            cipher = Cipher(self.key, APP_ID)
            encrypted = cipher.encrypt(inside)
            query |= {
                "encrypt_type": "aes",
                "msg_signature": signature(TOKEN, moment, nonce, encrypted),
            }
            envelope = (
                f"<ToUserName>{ACCOUNT}</ToUserName><Encrypt>{encrypted}</Encrypt>"
            )
            body = f"<xml>{envelope}</xml>"
        response = await self.client.post(
            "/wechat",
            params=query,
            content=body.encode(),
            headers={"Content-Type": "text/xml"},
        )
        kind = response.headers["content-type"]
        return Got(response.status_code, kind, response.content, cipher)

    async def say(
        self, text: str, *, openid: str = OPENID, number: int | None = None, **more: Any
    ) -> Got:
        """Deliver a text."""
        number = number or next(NUMBERS)
        return await self.deliver(
            xml(openid, "text", Content=text, MsgId=number, **more)
        )

    async def send(self, kind: str, *, openid: str = OPENID, **fields: object) -> Got:
        """Deliver a message of another kind."""
        return await self.deliver(xml(openid, kind, MsgId=next(NUMBERS), **fields))

    async def event(self, event: str, *, openid: str = OPENID, **fields: object) -> Got:
        """Deliver an event."""
        return await self.deliver(xml(openid, "event", Event=event, **fields))


@pytest.fixture
def settings(make_settings: Callable[..., Any]) -> Any:
    return make_settings(**WECHAT)


@pytest.fixture
def wechat(client: httpx.AsyncClient) -> WeChat:
    return WeChat(client)


@pytest.fixture
def open_wechat() -> Callable[..., WeChat]:
    """WeChat before another application than the test's own."""
    return lambda app, **more: WeChat(client_of(app), **more)


@pytest.fixture(scope="session")
def said() -> Texts:
    return load_texts()


@pytest.fixture(scope="session")
def scenes() -> Scenes:
    return load_scenes()


@dataclass
class Followed:
    """What is on record of a follower."""

    sessions: async_sessionmaker[AsyncSession]

    async def conversation(self, openid: str = OPENID) -> Conversation:
        async with unit_of_work(self.sessions) as session:
            return await conversations.resume(
                session, channel=ChannelKind.wechat, source_id=openid
            )

    async def messages(self, openid: str = OPENID) -> list[Message]:
        conversation = await self.conversation(openid)
        async with self.sessions() as session:
            return await conversations.transcript(session, conversation, last=500)

    async def waiting(self) -> list[OutboxItem]:
        """Return what is left to the worker, oldest first."""
        async with self.sessions() as session:
            statement = select(OutboxItem).where(
                OutboxItem.state == OutboxState.waiting
            )
            return list(await session.scalars(statement.order_by(OutboxItem.id)))

    async def send_all(self) -> None:
        """Be the worker: send what waits."""
        async with unit_of_work(self.sessions) as session:
            await session.execute(update(OutboxItem).values(state=OutboxState.sent))

    async def count(self, model: type[Base]) -> int:
        async with self.sessions() as session:
            return await session.scalar(select(func.count()).select_from(model)) or 0


@asynccontextmanager
async def followed_in(settings: Settings) -> AsyncIterator[Followed]:
    """What is on record of a follower in an installation of a test's own."""
    engine = create_engine(settings)
    yield Followed(create_sessions(engine))
    await engine.dispose()


@pytest.fixture
def followed(sessions: async_sessionmaker[AsyncSession]) -> Followed:
    return Followed(sessions)


@pytest.fixture
def all_of(sessions: async_sessionmaker[AsyncSession]) -> Callable[..., Any]:
    async def all_of(model: type[Base]) -> list[Base]:
        async with sessions() as session:
            return list(await session.scalars(select(model)))

    return all_of


async def settled(condition: Callable[[], bool], *, within: float = 5) -> None:
    """Wait until something has come about."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.01)


def taking(seconds: float, *messages: str) -> Callable[..., Any]:
    """What the bot does who takes so long for an answer."""

    async def answer(question: dict[str, Any]) -> httpx.Response:
        await asyncio.sleep(seconds)
        return says(*(messages or [f"您说的是：{question['text']}"]))

    return answer
