"""The gateway with a real database; a stand-in plays the bot behind its HTTP seam."""

import base64
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api import texts
from api.app import create_app
from api.gateway.bots.client import READY
from api.services import Services
from helpdesk.config import Settings
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work, upgrade
from helpdesk.models import Conversation, Floor, Message, Ticket
from helpdesk.rates import Allowance, Rates, Sender, allowances
from helpdesk.sealing import KeyRing, Sealer
from helpdesk.tickets import tickets
from tests.helpdesk.postgres import Cluster, running_cluster

KEYS = {
    "field_keys": f"k1:{base64.b64encode(b'f' * 32).decode()}",
    "lookup_key": base64.b64encode(b"l" * 32).decode(),
}
SECRET = "a-shared-secret"


def says(*messages: str | dict[str, Any], intent: str = "greet") -> httpx.Response:
    """What the bot answers; a plain text is a message without buttons."""
    content = [{"text": m} if isinstance(m, str) else m for m in messages]
    understood = {"intent": intent, "confidence": 0.9}
    return httpx.Response(200, json={"messages": content, "understood": understood})


@dataclass
class StandInBot:
    """Answers what a test tells it to, and remembers what it was asked."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[httpx.Headers] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], Awaitable[httpx.Response]] | None = None

    error: Exception | None = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == READY:
            return self._ready()
        question = json.loads(request.content)
        self.asked.append(question)
        self.headers.append(request.headers)
        if self.answer is None:
            return says(f"您说的是：{question['text']}")
        return await self.answer(question)

    def will(self, response: httpx.Response | Exception) -> None:
        """Answer every question with this response, or break with this error."""

        async def answer(_: dict[str, Any]) -> httpx.Response:
            if isinstance(response, Exception):
                raise response
            return httpx.Response(
                response.status_code, headers=response.headers, content=response.content
            )

        self.answer = answer
        self.error = response if isinstance(response, Exception) else None

    def _ready(self) -> httpx.Response:
        """Say whether messages are taken, as the bot's own channel does."""
        if self.error is not None and self.answer is not None:
            raise self.error
        return httpx.Response(200, json={"model": "stand-in"})

    @property
    def texts(self) -> list[str]:
        return [question["text"] for question in self.asked]


@pytest.fixture
def bot() -> StandInBot:
    return StandInBot()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    upgrade(Settings(_env_file=None, data_dir=folder, **KEYS))
    return folder / "gonghui.db"


@pytest.fixture
def make_settings(tmp_path: Path, migrated: Path) -> Callable[..., Settings]:
    shutil.copy(migrated, tmp_path)

    def make(**changes: Any) -> Settings:
        return Settings(
            _env_file=None, data_dir=tmp_path, bot_secret=SECRET, **KEYS, **changes
        )

    return make


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """PostgreSQL, for the tests that ask for it."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def make_settings_of_either(
    request: pytest.FixtureRequest, make_settings: Callable[..., Settings]
) -> Iterator[Callable[..., Settings]]:
    """Settings of an installation on SQLite, then of one on PostgreSQL."""
    if request.param == "sqlite":
        yield make_settings
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = cluster.create()

    def make(**changes: Any) -> Settings:
        settings = make_settings(database_url=cluster.url(name), **changes)
        upgrade(settings)
        return settings

    yield make
    cluster.drop(name)


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@asynccontextmanager
async def running(settings: Settings, bot: StandInBot) -> AsyncIterator[FastAPI]:
    """Start an application and stop it again."""
    app = create_app(settings, bot_transport=httpx.MockTransport(bot))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def app(settings: Settings, bot: StandInBot) -> AsyncIterator[FastAPI]:
    async with running(settings, bot) as app:
        yield app


@pytest.fixture
def serve(bot: StandInBot) -> Callable[[Settings], Any]:
    """Start an application with settings of the test's own."""
    return lambda settings: running(settings, bot)


def few_at_once(**bursts: float) -> Rates:
    """Limits that are soon reached; whatever is not named has its own."""
    few = {
        Sender(kind): Allowance(burst, per_second=0.01)
        for kind, burst in bursts.items()
    }
    keys = KeyRing({"k1": b"f" * 32}, b"l" * 32)
    return Rates(Sealer(keys), table={**allowances(), **few})


def client_of(app: FastAPI, address: str = "127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 40000))
    return httpx.AsyncClient(transport=transport, base_url="http://gateway")


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody on the network: the limits apply."""
    async with client_of(app, "203.0.113.7") as client:
        yield client


@pytest.fixture
def connect() -> Callable[..., httpx.AsyncClient]:
    return client_of


@pytest.fixture
def services(app: FastAPI) -> Services:
    found: Services = app.state.services
    return found


@pytest.fixture
def sessions(services: Services) -> async_sessionmaker[AsyncSession]:
    return services.sessions


@pytest.fixture(scope="session")
def words() -> texts.Texts:
    return texts.load()


@dataclass
class Records:
    """What a test looks up or changes behind the gateway's back."""

    sessions: async_sessionmaker[AsyncSession]

    async def conversation(self, key: str) -> Conversation:
        async with self.sessions() as session:
            return await conversations.by_key(session, key)

    async def messages(self, key: str) -> list[Message]:
        async with self.sessions() as session:
            conversation = await conversations.by_key(session, key)
            return await conversations.transcript(session, conversation, last=500)

    async def latest_ticket(self, key: str) -> Ticket | None:
        async with self.sessions() as session:
            conversation = await conversations.by_key(session, key)
            return await tickets.latest_of(session, conversation)

    async def notes(self, ticket: Ticket) -> list[str]:
        async with self.sessions() as session:
            timeline = await tickets.timeline(session, ticket)
            return [event.text for event in timeline if event.text]

    async def give_floor(self, key: str, floor: Floor) -> None:
        async with unit_of_work(self.sessions) as session:
            conversation = await conversations.by_key(session, key)
            conversation.floor = floor


@pytest.fixture
def records(sessions: async_sessionmaker[AsyncSession]) -> Records:
    return Records(sessions)


@pytest.fixture
def say(client: httpx.AsyncClient) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Post a message that must be answered, and return the answer."""

    async def post(text: str, **more: Any) -> dict[str, Any]:
        response = await client.post("/chat/messages", json={"text": text, **more})
        assert response.status_code == 200, response.text
        content: dict[str, Any] = response.json()
        return content

    return post


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in ("GONGHUI_DEMO", "GONGHUI_DATABASE_URL", "GONGHUI_BOT_URL"):
        monkeypatch.delenv(name, raising=False)
