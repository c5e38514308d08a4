"""What is kept of a call, before it is on record."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from helpdesk.errors import InvalidInput
from helpdesk.numbers import read_contact_phone
from helpdesk.transcripts.analysis import Analysis
from helpdesk.transcripts.faults import Note
from helpdesk.transcripts.model import Original, Transcript
from helpdesk.transcripts.speakers import Casting

MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86)?(1[3-9]\d{9})(?![0-9A-Za-z])")
TELLING = 10  # digits or hex digits of an id that no other call has
_NUMERALS = re.compile(r"[0-9a-fA-F]")


@dataclass(frozen=True, slots=True)
class Kept:
    """A call that was read and analysed, with the file that it came in."""

    original: Original
    transcript: Transcript
    analysis: Analysis
    notes: tuple[Note, ...] = ()
    castings: tuple[Casting, ...] = ()

    @property
    def speech_sha256(self) -> str | None:
        """Return the digest of what was said when; a silent call has none.

        The same call in another format says the same at the same time.
        """
        said = [(s.begin_ms, s.end_ms, s.text) for s in self.transcript.segments]
        return sha256(dumps(said).encode()).hexdigest() if said else None

    @property
    def call_name(self) -> str | None:
        """Return the vendor's id, if it is one: two files called c1 are two calls."""
        name = self.transcript.call_id
        return name if len(_NUMERALS.findall(name)) >= TELLING else None

    @property
    def duration_ms(self) -> int:
        """Return how long it took, until the last word."""
        return max((s.end_ms for s in self.transcript.segments), default=0)

    @property
    def caller(self) -> str | None:
        """Return the number that called: recordings are often named for it."""
        return self._named() or self._told()

    @property
    def contact(self) -> str | None:
        """Return the number to call back: the one that was told, if any was."""
        return self._told() or self._named()

    @property
    def risks(self) -> list[str]:
        """Return the kinds of risk that it tells, each once."""
        return sorted({risk.kind.value for risk in self.analysis.risks})

    def values(self, entity: str) -> Iterator[tuple[int, str]]:
        """Yield what the caller named of a kind, with the segment's index."""
        for routed in self.analysis.routed:
            for named in routed.entities:
                if named.entity == entity:
                    yield routed.index, named.value

    def reading(self) -> dict[str, Any]:
        """Return what is to be known of the reading, as JSON has it."""
        return {
            "name": self.original.name,
            "notes": [
                {"code": note.code, "details": dict(note.details)}
                for note in self.notes
            ],
            "speakers": [casting.as_json() for casting in self.castings],
        }

    def _named(self) -> str | None:
        names = (self.transcript.call_id, self.original.name)
        found = (MOBILE.search(name.replace("_", " ")) for name in names)
        return next((match[1] for match in found if match), None)

    def _told(self) -> str | None:
        for _, value in self.values("phone_number"):
            try:
                return read_contact_phone(value)
            except InvalidInput:
                continue
        return None
