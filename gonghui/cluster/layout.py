"""Where each process of compose.yaml is on this machine, and what it is told of it.

A container has names and paths of its own. Here the same words are put into ours:
`http://bot:5005` becomes the addresses of all bots, `/run/secrets/…` and volumes become
folders of the cluster, the port that a service listens on becomes a free one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gonghui.cluster.compose import Compose, Service
from gonghui.processes import LOOPBACK

EVERYWHERE = "0.0.0.0"  # noqa: S104 - it is what gets replaced
SECRETS = "/run/secrets"


@dataclass(frozen=True, slots=True)
class Replica:
    """One process of a service; its ports as a container has them, and as they are."""

    service: str
    number: int
    ports: Mapping[str, int]

    @property
    def name(self) -> str:
        """Return its name as `docker compose` numbers them."""
        return f"{self.service}-{self.number}"

    @property
    def port(self) -> int:
        """Return the port that others call."""
        return next(iter(self.ports.values()))


@dataclass(frozen=True, slots=True)
class Layout:
    """All processes of a cluster."""

    compose: Compose
    replicas: Mapping[str, tuple[Replica, ...]]
    root: Path
    """The checkout, which is /app in our images."""

    folder: Path
    model: Path

    def all(self) -> Iterator[Replica]:
        """Yield every process, service by service."""
        for replicas in self.replicas.values():
            yield from replicas

    def of(self, replica: Replica) -> Service:
        """Return what a process is one of."""
        return self.compose.services[replica.service]

    def addresses(self, service: str) -> list[str]:
        """Return where the processes of a service listen."""
        return [f"{LOOPBACK}:{replica.port}" for replica in self.replicas[service]]

    def volume(self, name: str) -> Path:
        """Return the folder of a volume."""
        return self.folder / "volumes" / name

    def secret(self, name: str) -> Path:
        """Return the file of a secret, as it is told to the processes of one start."""
        return self.folder / "run" / "secrets" / name

    def told(self, text: str, replica: Replica) -> str:
        """Put what a container is told into words that hold here."""
        text = self.located(self._placed(text, replica))
        for inside, port in replica.ports.items():
            text = re.sub(rf"(?<!\d){inside}(?!\d)", str(port), text)
        return text.replace(EVERYWHERE, LOOPBACK)

    def located(self, text: str) -> str:
        """Replace every service's address by those of its processes.

        Several addresses become a list with commas, which is what takes them.
        """
        return ",".join(self._each(address) for address in text.split(","))

    def _each(self, address: str) -> str:
        for service, replicas in self.replicas.items():
            for port in self.compose.services[service].expose:
                called = re.compile(rf"(?<![\w.-]){service}:{port}(?!\d)")
                if called.search(address):
                    return ",".join(
                        called.sub(f"{LOOPBACK}:{one.ports[port]}", address)
                        for one in replicas
                    )
        return address

    def _placed(self, text: str, replica: Replica) -> str:
        """Replace the paths of a container by ours, the longest first."""
        folders = dict(self.folders(replica))
        paths = "|".join(map(re.escape, sorted(folders, key=len, reverse=True)))
        return re.sub(
            rf"(?<![\w./-])({paths})(?![\w-])",
            lambda found: str(folders[found[1]]),
            text,
        )

    def folders(self, replica: Replica) -> Iterator[tuple[str, Path]]:
        """Yield the paths of a container, each with what it is here."""
        yield SECRETS, self.folder / "run" / "secrets"
        yield "/app/model/gonghui.tar.gz", self.model
        yield "/app", self.root
        for mounted in self.of(replica).tmpfs:
            inside, *_ = mounted.split(":")
            yield inside, self.folder / "run" / replica.name / inside.strip("/")
        for mounted in self.of(replica).volumes:
            source, inside, *_ = mounted.split(":")
            named = source in self.compose.volumes
            yield inside, self.volume(source) if named else self.root / source


def lay_out(
    compose: Compose, *, folder: Path, root: Path, model: Path, ports: Iterator[int]
) -> Layout:
    """Give every process of every service its ports."""
    replicas = {
        name: tuple(
            Replica(name, number, {inside: next(ports) for inside in service.expose})
            for number in range(1, service.deploy.replicas + 1)
        )
        for name, service in compose.services.items()
    }
    return Layout(compose, replicas, root, folder, model)
