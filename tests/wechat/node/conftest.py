"""Node and the packages that play WeChat; without node these tests are skipped."""

import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from gonghui.places import ROOT
from helpdesk.config import Settings

HERE = ROOT / "tests" / "wechat" / "node"
INSTALL = "npm install --no-package-lock --ignore-scripts --no-audit --no-fund"

Run = Callable[[str, dict[str, Any]], Any]


@pytest.fixture(scope="session")
def packages() -> Path:
    """Install the packages once; a later run finds them."""
    wanted = HERE / "package.json"
    folder = (ROOT / Settings().data_dir / "node").resolve()
    mark = folder / "node_modules" / ".installed.json"
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are not installed; they play WeChat in these tests")
    if not mark.exists() or mark.read_text() != wanted.read_text():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(wanted, folder)
        done = subprocess.run(
            INSTALL.split(), cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"npm could not install the packages: {done.stderr[-300:]}")
        shutil.copy(wanted, mark)
    return folder


@pytest.fixture
def node(packages: Path) -> Run:
    """Run a script of this folder: an order goes in, what it found comes out."""

    def run(script: str, order: dict[str, Any]) -> Any:
        done = subprocess.run(
            ["node", "--no-deprecation", str(HERE / script)],  # noqa: S607
            input=json.dumps(order),
            env=os.environ | {"NODE_PACKAGES": str(packages)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def serving() -> Iterator[Callable[[Any], str]]:
    """Serve an ASGI application on a port of its own; return the address."""
    running: list[tuple[uvicorn.Server, threading.Thread, socket.socket]] = []

    def serve(app: Any) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="auto"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        running.append((server, thread, listening))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield serve
    for server, thread, listening in running:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture
def order(platform, account, openid):
    """Write an order to WeChat's player."""
    return lambda mode, url, *texts, key=None: {
        "url": f"{url}/wechat",
        "mode": mode,
        "token": platform.token,
        "app": platform.app_id,
        "key": key or platform.key,
        "account": account,
        "messages": [
            {"openid": openid, "text": text, "id": str(7_000_000_000_000_000 + i)}
            for i, text in enumerate(texts)
        ],
    }
