"""PostgreSQL of a cluster: what its image does when it starts on an empty volume."""

import os
import shutil
import subprocess
from pathlib import Path

from gonghui.cluster.layout import Layout
from gonghui.cluster.programs import environment, find

SERVICE = "postgres"
SCRIPT = Path("deploy/postgres/databases.sh")
USER = "postgres"
"""Whose the server is where we are root: it refuses to be root's."""


def owner() -> str | None:
    """Return whose the server and its files are, if not ours."""
    return USER if os.geteuid() == 0 else None


def prepare(layout: Layout) -> tuple[str, ...]:
    """Make the files of the server, unless they are there; return what it is told."""
    data = layout.volume(SERVICE)
    if not (data / "PG_VERSION").exists():
        _make(data, layout.secret("postgres_password").read_text())
    # Nobody enters but by the port and with a password, as between containers.
    return ("-D", str(data), "-cunix_socket_directories=")


def _make(data: Path, password: str) -> None:
    data.mkdir(mode=0o700, exist_ok=True)
    read_once = data.with_name(".password")
    read_once.touch(mode=0o600)
    read_once.write_text(password)
    if user := owner():
        for path in (data, read_once):
            shutil.chown(path, user, user)
    _run(
        *(find("initdb"), "-D", str(data), "-U", USER, "--pwfile", str(read_once)),
        *("-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"),
        user=user,
        cwd=data,
    )
    read_once.unlink()


def settle(layout: Layout) -> None:
    """Make both databases in a server that runs, unless that was done."""
    done = layout.folder / "volumes" / ".databases"
    if done.exists():
        return
    (server,) = layout.replicas[SERVICE]
    host, _, port = layout.addresses(SERVICE)[0].partition(":")
    told = environment(layout, server, {})
    told["PATH"] = f"{Path(find('psql')).parent}:{told['PATH']}"
    told |= {"PGHOST": host, "PGPORT": port}
    told["PGPASSWORD"] = layout.secret("postgres_password").read_text()
    _run(str(layout.root / SCRIPT), environment=told)
    done.touch()


def _run(
    *command: str,
    user: str | None = None,
    cwd: Path | None = None,
    environment: dict[str, str] | None = None,
) -> None:
    subprocess.run(  # noqa: S603 - our own command line
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        user=user,
        cwd=cwd,
        env=environment,
    )
