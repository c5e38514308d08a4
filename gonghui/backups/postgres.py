"""PostgreSQL's own tools, told the address by their environment, never by arguments."""

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL

from gonghui.supervisor import die_with_parent
from helpdesk.errors import BackupFault

FOLDER = "records"
LIGHTLY = "1"  # most of it is sealed and does not shrink
LOCK_WAIT = "60s"  # for a migration; nothing else holds a table that way
DEBIAN = Path("/usr/lib/postgresql")


async def dump(url: URL, into: Path, *, snapshot: str, jobs: int) -> None:
    """Write the rows that a snapshot sees."""
    await _run(
        url,
        "pg_dump",
        *("--format=directory", f"--file={into / FOLDER}", f"--jobs={jobs}"),
        *(f"--snapshot={snapshot}", f"--lock-wait-timeout={LOCK_WAIT}"),
        *("--no-owner", "--no-privileges", f"--compress={LIGHTLY}"),
    )


async def load(url: URL, backup: Path, *, jobs: int) -> None:
    """Fill an empty database; whoever connects owns what is made."""
    await _run(
        url,
        "pg_restore",
        *("--format=directory", f"--jobs={jobs}", "--exit-on-error"),
        *("--no-owner", "--no-privileges", f"--dbname={url.database}"),
        str(backup / FOLDER),
    )


async def outline(url: URL, backup: Path) -> None:
    """Let PostgreSQL read a dump's table of contents."""
    await _run(url, "pg_restore", "--list", str(backup / FOLDER))


def find(name: str) -> str:
    """Return a program of PostgreSQL; of several the newest, it serves older ones.

    Raises:
        BackupFault: It is not installed.
    """
    versions = sorted(
        DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3])
    )
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise BackupFault(
            f"{name} is not installed: `apt-get install postgresql-client`, of the "
            "server's version or newer"
        )
    return found


def environment(url: URL) -> dict[str, str]:
    """Return what PostgreSQL's programs read an address from."""
    host = url.host or _asked(url, "host")
    named = {
        "PGHOST": host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": _asked(url, "sslmode") or _asked(url, "ssl"),
    }
    return {name: value for name, value in named.items() if value}


def _asked(url: URL, name: str) -> str | None:
    value = url.query.get(name)
    return value if isinstance(value, str) else None


async def _run(url: URL, program: str, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        find(program),
        *arguments,
        env=_clean(os.environ) | environment(url),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=die_with_parent,
        umask=0o077,
    )
    try:
        _, told = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise BackupFault(f"{program} ended with {process.returncode}: {_why(told)}")


def _clean(inherited: Mapping[str, str]) -> dict[str, str]:
    """Leave out what would lead PostgreSQL's programs elsewhere."""
    return {name: value for name, value in inherited.items() if name[:2] != "PG"}


def _why(told: bytes) -> str:
    """Return what a program says of its end; details may quote rows."""
    lines = told.decode("utf-8", "replace").splitlines()
    faults = [line for line in lines if "error:" in line or "ERROR:" in line]
    return faults[0] if faults else "it said nothing"
