"""Throws damaged deliveries at the real application: python -m benchmarks.wechat.fuzz.

What is signed and damaged inside must be answered ``success`` or with a reply, the rest
refused in plain and empty; nothing may escape as an error, nothing written may reach
the log.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings

from api.app import create_app
from benchmarks.wechat.mutations import CANARY, Request, requests
from benchmarks.wechat.platform import Platform
from helpdesk.config import Settings
from helpdesk.database import upgrade
from wechat.errors import Rejected

ROUND = 200
"""Requests between two looks at the clock."""

FAULTS = "api.faults"


@dataclass
class Finding:
    """What became of the requests."""

    seconds: float = 0.0
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def requests(self) -> int:
        """Return how many there were."""
        return self.statuses.total()

    def judge(self, platform: Platform, request: Request, got: httpx.Response) -> None:
        """Note an answer, and what is wrong with it."""
        word = str(got.status_code)
        if got.status_code == 200 and request.method == "POST":
            word += " success" if got.content == b"success" else " reply"
        self.statuses[request.depth, word] += 1
        for fault in _wrong_with(platform, request, got):
            self.faults[f"{request.depth}: {fault}"] += 1


def _wrong_with(
    platform: Platform, request: Request, got: httpx.Response
) -> Iterator[str]:
    """Name what WeChat, or a stranger, must not be answered."""
    if got.status_code not in (200, 403, 405, 413):
        yield f"status {got.status_code}"
    if "json" in got.headers.get("content-type", ""):
        yield "JSON"
    if got.status_code != 200 and got.content:
        yield f"words with {got.status_code}"
    if request.depth in ("message", "no message") and got.status_code != 200:
        yield f"signed by WeChat and refused with {got.status_code}"
    if got.status_code == 200 and request.method == "POST":
        try:
            platform.understood(got.content)
        except (ValueError, Rejected) as error:
            yield f"not understood: {type(error).__name__}"


class Watch(logging.Handler):
    """Reads along in the log: errors that escaped, and words that got there."""

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self._finding = finding

    def emit(self, record: logging.LogRecord) -> None:
        """Note what must not be there."""
        line = record.getMessage()
        if record.name == FAULTS or record.exc_info:
            self._finding.faults[f"escaped: {line[:120]}"] += 1
        if CANARY in line or CANARY[-11:] in line:
            self._finding.faults[f"a worker's words in the log of {record.name}"] += 1


@contextmanager
def watching(finding: Finding) -> Iterator[None]:
    """Read the whole log meanwhile."""
    watch, root = Watch(finding), logging.getLogger()
    level = root.level
    root.addHandler(watch)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(watch)
        root.setLevel(level)


async def _bot(request: httpx.Request) -> httpx.Response:
    said = json.loads(request.content)["text"]
    understood = {"intent": "greet", "confidence": 0.9}
    messages = [{"text": f"您说的是：{said}"}]
    return httpx.Response(200, json={"messages": messages, "understood": understood})


def application(platform: Platform, folder: Path) -> FastAPI:
    """Make the real application with records of its own; only the bot is played."""
    chosen = Settings(
        _env_file=None,
        data_dir=folder,
        bot_secret="between-us",  # noqa: S106 - nobody else hears it
        field_keys=f"k1:{base64.b64encode(b'f' * 32).decode()}",
        lookup_key=base64.b64encode(b"l" * 32).decode(),
        wechat_app_id=platform.app_id,
        wechat_token=platform.token,
        wechat_encoding_aes_key=platform.key,
    )
    upgrade(chosen)
    return create_app(chosen, bot_transport=httpx.MockTransport(_bot))


def fuzz(*, seconds: float, folder: Path) -> Finding:
    """Send damaged requests for so long."""
    platform, finding = Platform.invent(), Finding()
    with watching(finding), asyncio.Runner() as runner:
        loop = runner.get_loop()
        loop.set_exception_handler(
            lambda _, told: finding.faults.update([f"escaped: {told['message']}"])
        )
        app = application(platform, folder)
        lifespan = app.router.lifespan_context(app)
        loop.run_until_complete(lifespan.__aenter__())
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://fuzz"
        )
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            _round(platform, finding, client, loop)
        finding.seconds = time.monotonic() - begun
        loop.run_until_complete(client.aclose())
        loop.run_until_complete(lifespan.__aexit__(None, None, None))
    return finding


def _round(
    platform: Platform,
    finding: Finding,
    client: httpx.AsyncClient,
    loop: asyncio.AbstractEventLoop,
) -> None:
    @settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(request=requests(platform))
    def send(request: Request) -> None:
        got = loop.run_until_complete(
            client.request(
                request.method,
                "/wechat",
                params=request.query,
                content=request.body,
                headers=request.headers,
            )
        )
        finding.judge(platform, request, got)

    send()


def report(finding: Finding) -> str:
    """Write down what was found."""
    rate = finding.requests / finding.seconds
    lines = [f"{finding.requests} requests in {finding.seconds:.0f} s ({rate:.0f}/s)"]
    for (depth, word), count in sorted(finding.statuses.items()):
        lines.append(f"  {depth:12} {word:12} {count:7}")
    lines += [f"WRONG {count:7} × {fault}" for fault, count in finding.faults.items()]
    return "\n".join([*lines, f"{finding.faults.total()} unhandled or wrong"])


def main() -> int:
    """Fuzz, report, and fail when anything was wrong."""
    parser = argparse.ArgumentParser(prog="benchmarks.wechat.fuzz")
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        finding = fuzz(seconds=asked.seconds, folder=Path(folder))
    print(report(finding))
    return 1 if finding.faults else 0


if __name__ == "__main__":
    sys.exit(main())
