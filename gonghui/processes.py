"""The processes of one machine: which they are and what each is told."""

import os
import secrets
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from gonghui.places import ROOT, bot_python, trained_model
from gonghui.supervisor import Child
from gonghui.wechat.demo import DemoWeChat
from helpdesk.config import Settings

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(host: str, port: int) -> bool:
    """Tell whether a port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the processes listen; the inner two are free ones on loopback."""

    api: int
    bot: int
    actions: int
    wechat: int


def choose_ports(port: int) -> Ports:
    """Choose the ports of one instance; 0 asks for a free public one as well."""
    return Ports(
        api=port or free_port(),
        bot=free_port(),
        actions=free_port(),
        wechat=free_port(),
    )


def children(
    settings: Settings, ports: Ports, wechat: DemoWeChat | None
) -> list[Child]:
    """Return the four processes, the slowest to start first; the demo's WeChat last."""
    secret = secrets.token_urlsafe(32)
    service = _service_environment(settings, ports, secret)
    service |= wechat.environment if wechat else {}
    python = sys.executable
    return [
        Child(
            "bot", _bot_command(settings, ports), ROOT, _bot(settings, ports, secret)
        ),
        _service(
            "actions",
            service | _looked_into(settings, place=0),
            python,
            *("--port", str(ports.actions)),
        ),
        _service("api", service, python),
        Child(
            "worker",
            (python, "-m", "gonghui", "worker"),
            ROOT,
            service | _looked_into(settings, place=1),
        ),
        *([wechat.child] if wechat else []),
    ]


def _service(module: str, environment: dict[str, str], *command: str) -> Child:
    python, *arguments = command
    return Child(module, (python, "-m", module, *arguments), ROOT, environment)


def _bot_command(settings: Settings, ports: Ports) -> tuple[str, ...]:
    return (
        *(str(bot_python()), "-m", "bot", "run"),
        *("--model", str(trained_model(settings).resolve())),
        *("--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml"),
        *("--interface", LOOPBACK, "--port", str(ports.bot)),
    )


def inherited() -> dict[str, str]:
    """Return this process's environment without any setting of ours."""
    return {k: v for k, v in os.environ.items() if not k.startswith("GONGHUI_")}


def _bot(settings: Settings, ports: Ports, secret: str) -> dict[str, str]:
    """Rasa is told no database, no key and no provider's secret."""
    return (
        inherited()
        | _looked_into(settings, place=2)
        | {
            "GONGHUI_ACTIONS_URL": f"http://{LOOPBACK}:{ports.actions}/webhook",
            "GONGHUI_BOT_SECRET": secret,
            "GONGHUI_REDIS_URL": settings.redis_url or "",
            "GONGHUI_TRACKER_URL": settings.tracker_url
            or f"sqlite:///{_absolute(settings.data_dir) / 'rasa.db'}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "RASA_TELEMETRY_ENABLED": "false",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TF_CPP_MIN_LOG_LEVEL": "2",
        }
    )


def _looked_into(settings: Settings, *, place: int) -> dict[str, str]:
    """Tell a process how operators look in; each gives its figures on its own port."""
    port = settings.metrics_port and settings.metrics_port + place
    return {
        "GONGHUI_LOG_FORMAT": settings.log_format,
        "GONGHUI_METRICS_HOST": settings.metrics_host,
        "GONGHUI_METRICS_PORT": str(port),
    }


def _service_environment(
    settings: Settings, ports: Ports, secret: str
) -> dict[str, str]:
    chosen = {
        "GONGHUI_BOT_SECRET": secret,
        "GONGHUI_BOT_URL": f"http://{LOOPBACK}:{ports.bot}",
        "GONGHUI_DATA_DIR": str(_absolute(settings.data_dir)),
        "GONGHUI_DEMO": str(settings.demo).lower(),
        "GONGHUI_HOST": settings.host,
        "GONGHUI_LOG_FORMAT": settings.log_format,
        "GONGHUI_PORT": str(ports.api),
        "PYTHONUNBUFFERED": "1",
    }
    files = {f"{name}_FILE" for name in chosen}
    kept = {name: said for name, said in os.environ.items() if name not in files}
    return kept | chosen


def _absolute(path: Path) -> Path:
    return path.expanduser().resolve()
