"""Node and the packages that play WeChat; without node these tests are skipped."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from gonghui.places import ROOT
from helpdesk.config import Settings
from tests.asgi_server import listening
from tests.npm import installed

HERE = ROOT / "tests" / "wechat" / "node"

Run = Callable[[str, dict[str, Any]], Any]


@pytest.fixture(scope="session")
def packages() -> Path:
    """Install the packages once; a later run finds them."""
    folder = (ROOT / Settings().data_dir / "node").resolve()
    return installed(HERE / "package.json", folder)


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
    with ExitStack() as running:

        def serve(app: Any) -> str:
            config = uvicorn.Config(app, port=0, log_config=None)
            port = running.enter_context(listening(uvicorn.Server(config)))
            return f"http://127.0.0.1:{port}"

        yield serve


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
