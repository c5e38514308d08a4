"""The folder of a cluster: its secrets, its volumes, and who runs in it."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from gonghui import secret_files
from gonghui.cluster import database
from gonghui.cluster.layout import Layout
from helpdesk.errors import ConfigurationError

STATE = "cluster.json"


def make(folder: Path) -> None:
    """Make the folder; the server of the database, not ours, looks through it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    shut = [str(one) for one in folder.parents if not one.stat().st_mode & 0o001]
    if database.owner() and shut:
        raise ConfigurationError(
            f"{shut[-1]} is shut to {database.owner()}, who runs PostgreSQL for root"
        )
    shutil.rmtree(folder / "run", ignore_errors=True)
    for name in (
        "secrets",
        "run",
        "run/secrets",
        "volumes",
        "volumes/data",
        "volumes/backups",
    ):
        (folder / name).mkdir(exist_ok=True)
        (folder / name).chmod(0o711 if name == "volumes" else 0o700)


def write_secrets(layout: Layout, others: Mapping[str, str]) -> None:
    """Make what is not there yet; tell each process where the others are this time.

    Those that somebody else knows as well are given as settings.
    """
    kept = layout.folder / "secrets"
    secret_files.write(secret_files.made(), kept)
    for name in layout.compose.secrets:
        given = others.get(f"GONGHUI_{name.upper()}")
        text = layout.located((kept / name).read_text()) if given is None else given
        layout.secret(name).touch(mode=0o600)
        layout.secret(name).write_text(text)


def write_state(
    layout: Layout, pid: Callable[[str], int | None], addresses: Mapping[str, str]
) -> None:
    """Write down who runs where, for whoever wants to look, to kill or to measure."""
    processes = [
        {
            "name": replica.name,
            "service": replica.service,
            "pid": pid(replica.name),
            "ports": dict(replica.ports),
        }
        for replica in layout.all()
    ]
    state = {"pid": os.getpid(), "addresses": addresses, "processes": processes}
    draft = layout.folder / f".{STATE}"
    draft.write_text(json.dumps(state, indent=1))
    draft.replace(layout.folder / STATE)
