"""An officer takes the floor while the bot is answering: does the bot still talk?

`python -m benchmarks.console.floor_race [--rounds 1000] [--database sqlite|postgresql]`
runs two gateways on one database, as two processes would, with a bot of its own process
that answers after up to a quarter of a second, and the outbox's worker. In each round a
worker writes three times, on the page or on WeChat, and an officer takes the floor and
speaks at any moment. A round is lost when anything of the bot's arrives after the
officer's first words.
"""

import argparse
import asyncio
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from typer import echo

from api.app import create_app
from benchmarks.console.race_channels import Channel, Follower, Page, Post
from benchmarks.console.slow_bot import MARK, SLOWEST
from benchmarks.records.bulk import KEYS
from benchmarks.wechat.platform import Platform
from gonghui.processes import free_port
from helpdesk.config import Settings
from helpdesk.conversations import conversations, floor
from helpdesk.database import create_engine, create_sessions, unit_of_work, upgrade
from helpdesk.models import ChannelKind, Officer, OfficerRole
from helpdesk.notifications import notifications
from tests.helpdesk.postgres import running_cluster

AT_ONCE = 16
OFFICER = "工作人员："
SAYS = ("老板三个月没发工资", "一共十八个人", "在吗")

type Sessions = async_sessionmaker[AsyncSession]


@dataclass(frozen=True, slots=True)
class House:
    """Two gateways, the officer's way to the records, and WeChat."""

    clients: Sequence[httpx.AsyncClient]
    sessions: Sessions
    officer_id: int
    platform: Platform
    post: Post


@dataclass(frozen=True, slots=True)
class Result:
    """How the rounds of one channel went."""

    rounds: int
    answered: int
    """Rounds in which the bot was heard before the officer spoke."""

    overtaken: int
    """Rounds in which the bot was heard after."""


def main() -> None:
    """Run the rounds and print one line for each database and channel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    kinds = ("sqlite", "postgresql")
    parser.add_argument("--database", choices=kinds, action="append")
    chosen = parser.parse_args()
    lost = 0
    for kind in chosen.database or kinds:
        with _database(kind) as (folder, url), _bot() as bot_url:
            lost += asyncio.run(_measure(kind, folder, url, bot_url, chosen.rounds))
    sys.exit(bool(lost))


async def _measure(
    kind: str, folder: Path, url: str | None, bot_url: str, rounds: int
) -> int:
    lost = 0
    async with _house(folder, url, bot_url) as house:
        for channel in (ChannelKind.web, ChannelKind.wechat):
            begun = time.monotonic()
            result = await _run(house, channel, rounds)
            lost += result.overtaken
            echo(
                f"{kind:<11}{channel:<8}{result.rounds:>6} rounds, the bot heard "
                f"before the officer in {result.answered}, after the officer in "
                f"{result.overtaken}, {time.monotonic() - begun:.0f} s"
            )
    return lost


async def _run(house: House, channel: ChannelKind, rounds: int) -> Result:
    places, heard = asyncio.Semaphore(AT_ONCE), []

    async def one() -> None:
        async with places:
            heard.append(await _round(house, channel))

    async with asyncio.TaskGroup() as group:
        for _ in range(rounds):
            group.create_task(one())
    split = [_before_and_after(each) for each in heard]
    return Result(rounds, sum(b for b, _ in split), sum(a for _, a in split))


async def _round(house: House, kind: ChannelKind) -> list[str]:
    """Return what the worker heard, in order."""
    worker, key = await _begun(house, kind)
    listening = asyncio.create_task(worker.listen())
    speaking = asyncio.create_task(_officer(house, key))
    for text in SAYS:
        await worker.say(text)
    await speaking
    await worker.say("好的")
    async with asyncio.timeout(30):
        while not any(OFFICER in text for text in worker.heard):
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.6)  # for what would still come
    listening.cancel()
    return worker.heard


async def _begun(house: House, kind: ChannelKind) -> tuple[Channel, str]:
    source = None if kind is ChannelKind.web else f"oRACE{random.getrandbits(60):x}"
    async with unit_of_work(house.sessions) as session:
        found = await conversations.start(session, channel=kind, source_id=source)
    if source is None:
        return Page(house.clients, found.key), found.key
    return Follower(house.clients, house.platform, source, house.post), found.key


async def _officer(house: House, key: str) -> None:
    """Take the floor at any moment of the talk, and speak twice soon after."""
    await asyncio.sleep(random.uniform(0, 3 * SLOWEST))  # noqa: S311
    async with unit_of_work(house.sessions) as session:
        conversation = await conversations.by_key(session, key)
        await floor.take(session, conversation, house.officer_id)
    for words in ("您好，我来帮您", "请您慢慢说"):
        await asyncio.sleep(random.uniform(0, 0.1))  # noqa: S311
        async with unit_of_work(house.sessions) as session:
            conversation = await conversations.by_key(session, key)
            said = OFFICER + words
            await floor.answer(session, conversation, house.officer_id, said)


def _before_and_after(heard: Sequence[str]) -> tuple[bool, bool]:
    """Tell whether the bot was heard before the officer's first words, and after."""
    first = next(n for n, text in enumerate(heard) if OFFICER in text)
    is_bots = [MARK in text or "这一句话" in text for text in heard]
    return any(is_bots[:first]), any(is_bots[first:])


@asynccontextmanager
async def _house(folder: Path, url: str | None, bot_url: str) -> AsyncIterator[House]:
    platform = Platform.invent()
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=url,
        bot_url=bot_url,
        bot_secret=SecretStr("-"),
        wechat_app_id=platform.app_id,
        wechat_token=platform.token,
        wechat_encoding_aes_key=platform.key,
        wechat_answer_within=SLOWEST / 2,  # so that half of the answers are late
        **{name.removeprefix("GONGHUI_").lower(): key for name, key in KEYS.items()},
    )
    upgrade(settings)
    engine, post = create_engine(settings), Post()
    sessions = create_sessions(engine)
    async with AsyncExitStack() as opened:
        opened.push_async_callback(engine.dispose)
        clients = [await _gateway(opened, settings) for _ in range(2)]
        house = House(clients, sessions, await _hired(sessions), platform, post)
        sending = asyncio.create_task(_send(sessions, post))
        yield house
        sending.cancel()


async def _gateway(opened: AsyncExitStack, settings: Settings) -> httpx.AsyncClient:
    app = create_app(settings)
    await opened.enter_async_context(app.router.lifespan_context(app))
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 40000))
    client = httpx.AsyncClient(transport=transport, base_url="http://gateway")
    return await opened.enter_async_context(client)


async def _hired(sessions: Sessions) -> int:
    async with unit_of_work(sessions) as session:
        login = "race"
        officer = Officer(login=login, name="小赛", role=OfficerRole.seat)
        officer.password_hash = login
        session.add(officer)
        await session.flush()
        return officer.id


async def _send(sessions: Sessions, post: Post) -> None:
    """Be the worker of the outbox."""
    while True:
        await notifications.deliver_to_followers(sessions, post)
        await asyncio.sleep(0.02)


@contextmanager
def _database(kind: str) -> Iterator[tuple[Path, str | None]]:
    with TemporaryDirectory(prefix="gonghui-race-") as folder:
        if kind == "sqlite":
            yield Path(folder), None
            return
        with running_cluster() as cluster:
            yield Path(folder), cluster.url(cluster.create())


@contextmanager
def _bot() -> Iterator[str]:
    """Run the bot in a process of its own."""
    port = free_port()
    command = (sys.executable, "-m", "benchmarks.console.slow_bot", str(port))
    with subprocess.Popen(command) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url)
            yield url
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            httpx.get(url, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the bot did not start")


if __name__ == "__main__":
    main()
