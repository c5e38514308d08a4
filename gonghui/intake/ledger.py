"""The list of refused files, for whoever has to look after them."""

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from gonghui.intake.parcels import Refused
from gonghui.intake.words import FILE, say
from helpdesk.imports.rejects import harmless
from helpdesk.rules import rules

SHOWN = 20  # of them on the terminal


class Ledger:
    """A CSV file that is made with its first line: names may hold callers' numbers."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        self.path, self.count = path, 0
        self._tell = tell
        self._file: TextIO | None = None

    def add(self, refused: Refused) -> None:
        """Note a file; the first ones are told at once."""
        name = printable(refused.name)
        self.count += 1
        if self.count <= SHOWN:
            self._tell(f"{name}: {refused.why}")
        csv.writer(self._opened()).writerow([harmless(name), refused.why])

    def close(self) -> None:
        """End the list and say where it is."""
        if self._file is None:
            return
        self._file.close()
        if self.count > SHOWN:
            self._tell(say("more", count=self.count - SHOWN))
        self._tell(say("report", path=self.path))

    def _opened(self) -> TextIO:
        if self._file is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._file = os.fdopen(
                handle, "w", encoding="utf-8-sig", errors="replace", newline=""
            )
            csv.writer(self._file).writerow(rules(FILE)["report_head"])
        return self._file


def printable(name: str) -> str:
    """Return a name without what a terminal would take for a command."""
    return "".join(char if char.isprintable() else "?" for char in name)
