"""The real assistant with a stand-in for api.weixin.qq.com, started and stopped."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.turns.sides import running, wait
from benchmarks.wechat.platform import Platform
from gonghui.places import ROOT, trained_model
from gonghui.processes import LOOPBACK, free_port, inherited
from helpdesk.config import Settings


@dataclass(frozen=True, slots=True)
class Assistant:
    """Where everything listens, and where the records are."""

    url: str
    standin: str
    folder: Path
    platform: Platform


@contextmanager
def assistant(folder: Path, *, within: float) -> Iterator[Assistant]:
    """Start `gonghui serve` with an account of its own and an empty data directory.

    What takes the bot longer than ``within`` seconds goes by customer service.
    """
    model = trained_model(Settings()).resolve()
    (folder / "models").mkdir(parents=True)
    (folder / "models" / model.name).symlink_to(model)
    platform, port, standin = Platform.invent(), free_port(), free_port()
    url, api = (f"http://{LOOPBACK}:{one}" for one in (port, standin))
    told = _environment(platform, folder=folder, api=api, url=url)
    told |= {"GONGHUI_WECHAT_ANSWER_WITHIN": str(within)}
    python, logs = sys.executable, (folder / "standin.log", folder / "serve.log")
    playing = (
        *(python, "-m", "wechat.standin", "--port", str(standin)),
        *("--callback", f"{url}/wechat"),
    )
    serving = (python, "-m", "gonghui", "serve", "--port", str(port))
    with (
        running(playing, logs[0], cwd=ROOT, environment=told),
        running(serving, logs[1], cwd=ROOT, environment=told),
    ):
        wait(f"{api}/standin/journal", logs[0])
        wait(f"{url}/readyz", logs[1])
        yield Assistant(url, api, folder, platform)


def _environment(
    platform: Platform, *, folder: Path, api: str, url: str
) -> dict[str, str]:
    return inherited() | {
        "GONGHUI_DATA_DIR": str(folder),
        "GONGHUI_PUBLIC_URL": url,
        "GONGHUI_WECHAT_API_BASE": api,
        "GONGHUI_WECHAT_APP_ID": platform.app_id,
        "GONGHUI_WECHAT_APP_SECRET": secrets.token_hex(16),
        "GONGHUI_WECHAT_ENCODING_AES_KEY": platform.key,
        "GONGHUI_WECHAT_MODE": "safe",
        "GONGHUI_WECHAT_NOTICES": "none",
        "GONGHUI_WECHAT_NOTICE_IDS": json.dumps({}),
        "GONGHUI_WECHAT_TOKEN": platform.token,
    }
