"""Which program stands for which of a container, and what it is told."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from gonghui.cluster.compose import Service
from gonghui.cluster.layout import Layout, Replica
from gonghui.places import bot_python
from helpdesk.errors import ConfigurationError

PACKAGES = {
    "curl": "curl",
    "initdb": "postgresql",
    "nginx": "nginx",
    "pg_isready": "postgresql",
    "postgres": "postgresql",
    "psql": "postgresql",
    "redis-cli": "redis-tools",
    "redis-server": "redis-server",
}
"""The Debian package that each comes from."""

BESIDE = ("/usr/sbin", "/usr/local/sbin")
"""Where daemons lie, which is not on the path of most users."""


def command(service: Service, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a container's command with the programs of this machine."""
    name, *arguments = words
    if name == "gonghui":
        return (sys.executable, "-m", "gonghui", *arguments)
    if name == "python":
        python = str(bot_python()) if service.is_bot else sys.executable
        return (python, *arguments)
    return (find(name), *arguments)


def find(name: str) -> str:
    """Return where a program is.

    Raises:
        ConfigurationError: It is not installed; the text names the package.
    """
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if debian:  # off the path of most users
        return str(debian[-1])
    if found := shutil.which(name) or shutil.which(name, path=":".join(BESIDE)):
        return found
    raise ConfigurationError(f"no {name} here: apt-get install {PACKAGES[name]}")


def environment(
    layout: Layout, replica: Replica, settings: Mapping[str, str]
) -> dict[str, str]:
    """Return what a process is told; none of the settings of whoever starts it."""
    service = layout.of(replica)
    said = {
        name: layout.told(value, replica) for name, value in service.environment.items()
    }
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GONGHUI_", "GATEWAY_"))
    }
    return inherited | (dict(settings) if service.env_file else {}) | said
