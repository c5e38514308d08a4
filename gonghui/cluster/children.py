"""The processes of a cluster as the supervisor starts them."""

import signal
from collections.abc import Mapping
from pathlib import Path

from gonghui.cluster import database, gateway
from gonghui.cluster.compose import HealthCheck, Service
from gonghui.cluster.layout import Layout, Replica
from gonghui.cluster.programs import command, environment
from gonghui.supervisor import Child

FAREWELLS = {"postgres": signal.SIGINT}
"""What ends a program soon and in order, where that is not SIGTERM."""


def child(layout: Layout, replica: Replica, settings: Mapping[str, str]) -> Child:
    """Get everything ready for one process, and return how it is started."""
    service = layout.of(replica)
    told = environment(layout, replica, settings)
    for _, folder in layout.folders(replica):
        if folder.is_relative_to(layout.folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    program = service.command[0]
    words = tuple(layout.told(word, replica) for word in service.command)
    if program == database.SERVICE:
        words += database.prepare(layout)
    if program == gateway.PROGRAM:
        gateway.prepare(layout, replica, told)
    return Child(
        replica.name,
        command(service, words),
        _place(layout, service),
        told,
        user=database.owner() if program == database.SERVICE else None,
        rank=layout.compose.depth(replica.service),
        patience=service.stop_grace_period,
        farewell=FAREWELLS.get(program, signal.SIGTERM),
    )


def _place(layout: Layout, service: Service) -> Path:
    """Return where a process works: none that reads a .env where one could lie."""
    if service.is_bot:
        return layout.root
    is_database = service.command[0] == database.SERVICE
    return layout.volume(database.SERVICE) if is_database else layout.folder / "run"


def check(layout: Layout, replica: Replica, how: HealthCheck) -> tuple[str, ...]:
    """Return the command that tells whether a process is well."""
    words = tuple(layout.told(word, replica) for word in how.test)
    return command(layout.of(replica), words)
