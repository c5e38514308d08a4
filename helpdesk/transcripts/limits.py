"""How large a file of transcripts may be."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpdesk.rules import rules

FILE = Path(__file__).with_name("limits.yml")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits; limits.yml says why each is what it is."""

    file_bytes: int
    segments: int
    segment_characters: int
    json_depth: int
    call_hours: int
    archive_files: int
    archive_bytes: int
    archive_ratio: int
    name_characters: int


@cache
def limits() -> Limits:
    """Return the limits."""
    return Limits(**rules(FILE))
