"""What Linux tells of running processes: their family, processor time and memory."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and all its descendants; nobody when it has ended."""
    try:  # a child belongs to the thread that started it
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [c for t in threads for c in (t / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def megabytes(pid: int) -> float:
    """Return a process's proportional set size: shared pages count once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used, 0 when it has ended."""
    try:
        return spent(Path(f"/proc/{pid}/stat").read_text())
    except OSError:
        return 0.0


def spent(stat: str) -> float:
    """Read user and system time of a line of /proc/PID/stat.

    >>> spent("7 (a (b) c) S 1 7 7 0 -1 0 0 0 0 0 " + f"{2 * TICKS} {TICKS} 0 0")
    3.0
    """
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def module_of(command: str) -> str:
    """Name a Python process by the module that it runs, any other by its program.

    >>> module_of("/v/bin/python -W ignore -m api --port 1".replace(" ", chr(0)))
    'api'
    """
    words = command.rstrip("\0").split("\0")
    if "-m" in words[:-1]:
        return words[words.index("-m") + 1]
    return Path(words[0]).name


def names(root: int) -> dict[int, str]:
    """Name a process and all its descendants."""
    found = {}
    for pid in family(root):
        try:
            found[pid] = module_of(Path(f"/proc/{pid}/cmdline").read_text())
        except OSError:
            continue
    return found
