"""An assistant to talk to: the one that runs already, or one started for this."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from gonghui.places import ROOT
from helpdesk.errors import ConfigurationError

START_SECONDS = 200.0
STOP_SECONDS = 20.0


@asynccontextmanager
async def assistant(url: str | None, log: Path) -> AsyncIterator[str]:
    """Give the address of an assistant.

    Without an address a demo instance is started on a free port, writes its output to
    `log`, and is stopped at the end.

    Raises:
        ConfigurationError: No assistant answers at the address, or none could start.
    """
    if url is not None:
        await _check(url)
        yield url
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "gonghui", "serve", "--demo", "--port", "0"),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=output,
        )
        try:
            yield await _ready_address(process, log)
        finally:
            await _stop(process)


async def _check(url: str) -> None:
    try:
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            (await client.get("/readyz", timeout=10)).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ConfigurationError(f"no assistant answers at {url}: {error}") from None


async def _ready_address(process: asyncio.subprocess.Process, log: Path) -> str:
    assert process.stdout is not None  # noqa: S101 - asked for by the caller
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
    except TimeoutError:
        line = b""
    word, _, address = line.decode().strip().partition(" ")
    if word != "ready":
        raise ConfigurationError(f"the assistant did not start; see {log}")
    return address


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
