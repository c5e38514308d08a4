"""One migrated and seeded database, copied for every test; a clock to move."""

import base64
import itertools
import os
import shutil
import signal
import socket
import subprocess
import time as wall
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from helpdesk import clock
from helpdesk.config import Settings
from helpdesk.conversations import conversations
from helpdesk.database import create_engine, create_sessions, run_in_thread, upgrade
from helpdesk.members import members
from helpdesk.models import ChannelKind, Conversation, Member, Ticket
from helpdesk.seed import DEMO_MEMBER, seed
from helpdesk.seed.people import people
from helpdesk.tickets import tickets

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
        "GONGHUI_DEMO": "true",
        "GONGHUI_FIELD_KEYS": KEYS["field_keys"],
        "GONGHUI_LOOKUP_KEY": KEYS["lookup_key"],
    }


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeded")
    seed(make_settings(folder, demo=True), members=SEEDED)
    return folder


@pytest.fixture
def settings(tmp_path: Path, seeded_folder: Path) -> Settings:
    shutil.copy(seeded_folder / "gonghui.db", tmp_path)
    return make_settings(tmp_path, demo=True)


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


_numbers = itertools.count(1)


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL cluster for this test run only, on loopback."""

    port: int

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://gonghui@127.0.0.1:{self.port}/{database}"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    programs = _postgresql()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    with TemporaryDirectory(prefix="gonghui-postgresql-") as folder:
        if user:
            shutil.chown(folder, user)
        data, port = f"{folder}/data", _free_port()
        make = [programs / "initdb", "-D", data, "-U", "gonghui", "-A", "trust", "-N"]
        subprocess.run(
            [*make, "-E", "UTF8"], check=True, capture_output=True, user=user
        )
        address = ["-h", "127.0.0.1", "-p", f"{port}", "-k", folder, "-c", "fsync=off"]
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *address],
            user=user,
            stderr=subprocess.DEVNULL,
        )
        _wait_for(programs / "pg_isready", port)
        yield Cluster(port)
        server.send_signal(signal.SIGQUIT)  # at once; nothing is to be kept
        server.wait(30)


def _wait_for(is_ready: Path, port: int) -> None:
    for _ in range(300):
        asked = [is_ready, "-h", "127.0.0.1", "-p", f"{port}", "-q"]
        if subprocess.run(asked, check=False).returncode == 0:
            return
        wall.sleep(0.1)
    pytest.fail("PostgreSQL did not start")


def _postgresql() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def postgresql(cluster: Cluster, tmp_path: Path) -> Settings:
    """A migrated, empty PostgreSQL database."""
    name = f"t{next(_numbers)}"
    run_in_thread(lambda: _create_database(cluster, name))
    settings = make_settings(tmp_path, database_url=cluster.url(name))
    upgrade(settings)
    return settings


async def _create_database(cluster: Cluster, name: str) -> None:
    root = create_async_engine(cluster.url("postgres"), isolation_level="AUTOCOMMIT")
    async with root.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await root.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
async def racing(
    request: pytest.FixtureRequest,
) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions on either database, for what must hold when two do it at once."""
    fixture = "settings" if request.param == "sqlite" else "postgresql"
    engine = create_engine(request.getfixturevalue(fixture))
    yield create_sessions(engine)
    await engine.dispose()
