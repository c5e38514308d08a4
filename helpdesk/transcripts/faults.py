"""Report lines: what was refused or mended, in Chinese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from helpdesk.rules import rules
from helpdesk.transcripts.errors import BadTranscript

FILE = Path(__file__).with_name("faults.yml")


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was mended in a transcript that is taken."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """Return the note in both languages."""
        return _told("notes", self.code, self.details)


def reason(error: BadTranscript) -> str:
    """Return why a file was refused, in both languages."""
    return _told("refused", error.code, error.details)


def _told(part: str, code: str, details: Mapping[str, object]) -> str:
    words = rules(FILE)[part][code]
    return "{zh}｜{en}".format_map(words).format_map(details)
