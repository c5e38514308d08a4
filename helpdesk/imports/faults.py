"""What is wrong with a row or a file, said in Chinese with the remedy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NoReturn

import yaml

from helpdesk.errors import UnreadableFile

FILE = Path(__file__).with_name("faults.yml")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in one cell; its texts hold no personal data."""

    code: str
    title: str = ""
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def why(self) -> str:
        """Return the reason."""
        return _texts("rows")[self.code]["why"].format_map(self.details)

    @property
    def remedy(self) -> str:
        """Return what to do about it."""
        return _texts("rows")[self.code]["remedy"].format_map(self.details)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that stays out, with its cells as they were."""

    row: int
    faults: tuple[Fault, ...]
    cells: tuple[str, ...] = ()


def refuse_file(code: str, **details: object) -> NoReturn:
    """Turn a whole file down.

    Raises:
        UnreadableFile: Always.
    """
    text = _texts("files")[code]
    raise UnreadableFile(
        text["why"].format_map(details), text["remedy"].format_map(details)
    )


@cache
def _texts(part: str) -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text("utf-8"))[part]
    return content
