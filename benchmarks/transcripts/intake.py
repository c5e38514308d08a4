"""Ten thousand calls through `gonghui transcripts import`: speed, sameness, memory.

`python -m benchmarks.transcripts.intake [--count 10000] [--kills 5] [--out FILE]` makes
the calls (synthetic.py), routes them alone, then imports them with one worker and with
four, killed at random points and resumed, on SQLite and where it is installed on
PostgreSQL. All of that has to leave the same behind. Exit code 1 on a miss.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.transcripts import canon, routing, synthetic
from benchmarks.transcripts.watching import (
    Place,
    Watched,
    killed_and_resumed,
    watch,
)
from gonghui.places import trained_model
from helpdesk.config import Settings
from tests.helpdesk.postgres import find_programs, running_cluster

BAR = 2000  # turns a second, read and routed on two cores
GROWTH = 0.1  # of the memory over the second half of a run
FEW, MANY = 1, 4  # workers whose results are compared
KEYS = {
    "field_keys": f"k1:{base64.b64encode(b'f' * 32).decode()}",
    "lookup_key": base64.b64encode(b"l" * 32).decode(),
}


@dataclass(slots=True)
class Report:
    """Lines of a page, and what was missed."""

    lines: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Write a line."""
        self.lines.append(line)
        print(line, flush=True)

    def expect(self, *, is_so: bool, told: str) -> None:
        """Note whether something that has to be so is so."""
        self.say(f"- {'yes' if is_so else 'NO'}: {told}")
        if not is_so:
            self.missed.append(told)


@dataclass(frozen=True, slots=True)
class Left:
    """What an import left behind."""

    records: Mapping[str, str]
    rows: list[str]
    tickets: tuple[int, int]


def settings_of(folder: Path, url: str | None = None) -> Settings:
    """Return the settings of an import into a folder of its own."""
    (folder / "models").mkdir(parents=True, exist_ok=True)
    model = folder / "models" / "gonghui.tar.gz"
    model.symlink_to(trained_model(Settings()).resolve())
    return Settings(_env_file=None, data_dir=folder, database_url=url, **KEYS)


def place_of(settings: Settings) -> Place:
    """Return where such an import leaves things."""
    environment = {
        "GONGHUI_DATA_DIR": str(settings.data_dir),
        "GONGHUI_DATABASE_URL": settings.database_url or "",
        "GONGHUI_DEMO": "false",
        "GONGHUI_FIELD_KEYS": KEYS["field_keys"],
        "GONGHUI_LOOKUP_KEY": KEYS["lookup_key"],
    }
    return Place(environment, settings.data_dir / "lake")


def left(settings: Settings) -> Left:
    """Read what an import left behind."""
    return Left(
        asyncio.run(canon.records(settings, is_brief=True)),
        [canon.digest_of(row) for row in canon.lake(settings.data_dir / "lake")],
        asyncio.run(canon.tickets(settings)),
    )


def route(report: Report, files: Path) -> None:
    """Measure routing alone."""
    paths = sorted(files.rglob("call*"))
    seconds, done = routing.measure(paths, trained_model(Settings()))
    turns, callers = sum(d.turns for d in done), sum(d.callers for d in done)
    alone = sum(d.routing for d in done) / routing.CORES
    report.say(f"\n## Routing alone, {routing.CORES} processes\n")
    report.say("| what | all turns/s | callers' turns/s |\n|---|---:|---:|")
    report.say(f"| routed | {turns / alone:,.0f} | {callers / alone:,.0f} |")
    report.say(
        f"| read and routed | {turns / seconds:,.0f} | {callers / seconds:,.0f} |\n"
    )
    report.expect(
        is_so=turns / seconds >= BAR,
        told=f"{BAR:,} turns a second are read and routed",
    )


def compare(report: Report, files: Path, folder: Path, given: Given) -> None:
    """Import in several ways; all have to leave the same behind."""
    turns = given.count * synthetic.TURNS
    report.say("\n## The whole import\n")
    report.say("| records | workers | seconds | turns/s | most memory | growth |")
    report.say("|---|---:|---:|---:|---:|---:|")
    with databases(folder) as kinds:
        results = {}
        for name, workers, settings in kinds:
            watched = watch(place_of(settings).start(files, workers=workers))
            report.say(line(name, workers, watched, turns))
            results[name, workers] = watched, left(settings)
        first = next(iter(results.values()))[1]
        report.say("")
        for (name, workers), (watched, found) in results.items():
            told = f"{name} with {workers}"
            report.expect(is_so=found == first, told=f"{told}: the same as the first")
            report.expect(
                is_so=found.tickets[0] == found.tickets[1],
                told=f"{told}: every ticket belongs to one request",
            )
            report.expect(is_so=watched.growth < GROWTH, told=f"{told}: memory is flat")
        fastest = max(turns / watched.seconds for watched, _ in results.values())
        report.say(f"- fastest, start-up included: {fastest:,.0f} turns a second")
        kill(report, files, folder, given, first)


def kill(
    report: Report, files: Path, folder: Path, given: Given, expected: Left
) -> None:
    """Kill an import again and again."""
    settings = settings_of(folder / "killed")
    last = killed_and_resumed(
        place_of(settings),
        files,
        settings.data_dir / "gonghui.db",
        calls=given.count,
        kills=given.kills,
        seed=given.seed,
    )
    found = left(settings)
    report.say(f"\n## Killed {given.kills} times\n")
    report.say(f"The last run took {last.seconds:.0f} s: {last.told.splitlines()[-1]}")
    report.say("")
    report.expect(is_so=found.records == expected.records, told="the same records")
    report.expect(is_so=found.rows == expected.rows, told="the same rows")
    report.expect(
        is_so=found.tickets == expected.tickets, told="no ticket more, none less"
    )


@contextmanager
def databases(folder: Path) -> Iterator[Iterator[tuple[str, int, Settings]]]:
    """Give databases to import into, each with so many workers."""

    def each(running: ExitStack) -> Iterator[tuple[str, int, Settings]]:
        for workers in (FEW, MANY, 2):
            yield "SQLite", workers, settings_of(folder / f"sqlite-{workers}")
        if find_programs() is not None:
            cluster = running.enter_context(running_cluster(careful=True))
            url = cluster.url(cluster.create())
            yield "PostgreSQL", 2, settings_of(folder / "postgresql", url)

    with ExitStack() as running:
        yield each(running)


def line(name: str, workers: int, watched: Watched, turns: int) -> str:
    """Write how an import went."""
    return (
        f"| {name} | {workers} | {watched.seconds:.0f} "
        f"| {turns / watched.seconds:,.0f} | {watched.most:,.0f} MB "
        f"| {watched.growth:+.1%} |"
    )


class Given(argparse.Namespace):
    """What was given on the command line."""

    count: int
    kills: int
    seed: int
    out: Path | None


def given() -> Given:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    return parser.parse_args(namespace=Given())


def main() -> int:
    """Measure; 1 when something was missed."""
    told, report = given(), Report()
    with TemporaryDirectory(prefix="gonghui-intake-") as place:
        files = Path(place, "calls")
        synthetic.write(files, told.count, seed=told.seed)
        report.say(f"# {told.count:,} calls of {synthetic.TURNS} turns")
        route(report, files)
        compare(report, files, Path(place), told)
    if told.out:
        told.out.write_text("\n".join(report.lines) + "\n")
    for missed in report.missed:
        print(f"missed: {missed}", file=sys.stderr)
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
