"""A seeded database for every test, on SQLite and on PostgreSQL; a clock to move."""

import base64
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.config import Settings
from helpdesk.conversations import conversations
from helpdesk.database import create_engine, create_sessions, upgrade
from helpdesk.members import members
from helpdesk.models import ChannelKind, Conversation, Member, Officer, Ticket
from helpdesk.officers import officers
from helpdesk.seed import DEMO_MEMBER, fill, seed
from helpdesk.seed.people import people
from helpdesk.tickets import tickets
from tests.helpdesk.postgres import Cluster, running_cluster

SEEDED = 60
UNKNOWN_PHONES = [person.phone for person in people(500)][-10:]
KEYS = {
    "field_keys": f"k1:{base64.b64encode(b'f' * 32).decode()}",
    "lookup_key": base64.b64encode(b"l" * 32).decode(),
}


def make_settings(folder: Path, **changes: object) -> Settings:
    return Settings(_env_file=None, data_dir=folder, **{**KEYS, **changes})


def environment(settings: Settings) -> dict[str, str]:
    """Give another process the same settings."""
    return os.environ | {
        "GONGHUI_DATA_DIR": str(settings.data_dir),
        "GONGHUI_DATABASE_URL": settings.database_url or "",
        "GONGHUI_DEMO": str(settings.demo).lower(),
        "GONGHUI_FIELD_KEYS": KEYS["field_keys"],
        "GONGHUI_LOOKUP_KEY": KEYS["lookup_key"],
    }


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeded")
    seed(make_settings(folder, demo=True), members=SEEDED)
    return folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def migrated_database(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> str:
    name, folder = cluster.create(), tmp_path_factory.mktemp("migrated")
    upgrade(make_settings(folder, database_url=cluster.url(name)))
    return name


@pytest.fixture(scope="session")
def seeded_database(
    cluster: Cluster, migrated_database: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    name = cluster.create(template=migrated_database)
    folder = tmp_path_factory.mktemp("seeded")
    fill(make_settings(folder, database_url=cluster.url(name)), members=SEEDED)
    return name


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only_sqlite: what only a file can show")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that touches the records on both databases."""
    if "database" in metafunc.fixturenames:
        alone = metafunc.definition.get_closest_marker("only_sqlite")
        kinds = ["sqlite"] if alone else ["sqlite", "postgresql"]
        metafunc.parametrize("database", kinds, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A seeded database of its own for one test, of the kind that is asked for."""
    if request.param == "sqlite":
        folder = request.getfixturevalue("seeded_folder")
        shutil.copy(folder / "gonghui.db", tmp_path)
        yield make_settings(tmp_path, demo=True)
        return
    cluster = request.getfixturevalue("cluster")
    name = cluster.create(template=request.getfixturevalue("seeded_database"))
    yield make_settings(tmp_path, database_url=cluster.url(name))
    cluster.drop(name)


@pytest.fixture
def settings(database: Settings) -> Settings:
    return database


@pytest.fixture
async def engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(settings)
    yield engine
    await engine.dispose()


@pytest.fixture
def sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return create_sessions(engine)


@pytest.fixture
async def session(
    sessions: async_sessionmaker[AsyncSession],
) -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


@dataclass
class Clock:
    """Stands still until it is moved."""

    at: datetime = field(default=datetime(2026, 7, 15, 2, 30, tzinfo=UTC))

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr(clock, "now", lambda: stopped.at)
    return stopped


@pytest.fixture
async def conversation(session: AsyncSession) -> Conversation:
    return await conversations.start(session, channel=ChannelKind.web)


@pytest.fixture
async def member(session: AsyncSession) -> Member:
    found = await members.by_phone(session, DEMO_MEMBER.phone)
    assert found is not None
    return found


@pytest.fixture
async def ticket(session: AsyncSession, conversation: Conversation) -> Ticket:
    return await tickets.open(
        session,
        category="report_unpaid_wages",
        subject="拖欠工资",
        conversation=conversation,
        message_id="m1",
    )


@pytest.fixture
def postgresql(
    cluster: Cluster, migrated_database: str, tmp_path: Path
) -> Iterator[Settings]:
    """A migrated, empty PostgreSQL database."""
    name = cluster.create(template=migrated_database)
    yield make_settings(tmp_path, database_url=cluster.url(name))
    cluster.drop(name)


@pytest.fixture
def racing(
    sessions: async_sessionmaker[AsyncSession],
) -> async_sessionmaker[AsyncSession]:
    """Sessions on either database, for what must hold when two do it at once."""
    return sessions


@pytest.fixture
async def officer(session: AsyncSession) -> Officer:
    return await officers.add(
        session, login="xiaoli", name="小李", password="a-long-password"
    )
