"""`gonghui cluster`: what compose.yaml describes, as plain processes on loopback."""

import asyncio
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer

from gonghui.cluster import folder as place
from gonghui.cluster.compose import read
from gonghui.cluster.layout import lay_out
from gonghui.cluster.running import Cluster, Wanted
from gonghui.places import ROOT, trained_model
from gonghui.processes import LOOPBACK, is_free
from helpdesk.config import Settings

FIRST_PORT, LAST_PORT = 20_000, 32_000
"""Below those that Linux gives to callers: who is killed finds its port again."""

READABLE = {"GONGHUI_LOG_FORMAT": "text"}
"""What somebody who looks on wants to have otherwise than a production."""


def cluster(
    scale: Annotated[
        list[str] | None,
        typer.Option(help="SERVICE=N: how many of it; may be repeated"),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="a folder that is kept, and used again")
    ] = None,
    demo_data: Annotated[
        bool, typer.Option("--demo-data", help="synthetic members, and officers")
    ] = False,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", help="NAME=VALUE of .env; may be repeated"),
    ] = None,
) -> None:
    """Run what compose.yaml describes without containers; Ctrl-C stops it all.

    PostgreSQL, Redis and nginx are this machine's. On SIGHUP all that is ours starts
    anew, one process after the other.
    """
    settings = dict(map(_pair, setting or ()))
    compose = read(ROOT / "compose.yaml", READABLE | settings)
    wanted = Wanted(demo_data=demo_data, settings=settings)
    replicas = {name: _number(count) for name, count in map(_pair, scale or ())}
    model = trained_model(Settings()).resolve()
    with _folder(keep) as folder:
        layout = lay_out(
            compose.scaled(replicas),
            folder=folder,
            root=ROOT,
            model=model,
            ports=free_ports(),
        )
        if not asyncio.run(Cluster(layout, wanted).run()):
            raise typer.Exit(1)


def free_ports() -> Iterator[int]:
    """Yield ports of this machine that nothing listens on."""
    first = random.randrange(FIRST_PORT, LAST_PORT)  # noqa: S311 - another cluster's start
    for port in (*range(first, LAST_PORT), *range(FIRST_PORT, first)):
        if is_free(LOOPBACK, port):
            yield port


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Give the folder that was asked for, or one that is gone afterwards."""
    folder = keep.resolve() if keep else Path(mkdtemp(prefix="gonghui-cluster-"))
    try:
        place.make(folder)
        yield folder
    finally:
        if keep is None:
            shutil.rmtree(folder)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text}: write NAME=VALUE")
    return name, value


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise typer.BadParameter(f"{text}: write a number from 1")
    return int(text)
