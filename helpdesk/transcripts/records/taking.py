"""Taking files in: read, analysed, ready to be kept; nothing is written anywhere."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from pathlib import Path
from typing import Protocol

from helpdesk.transcripts.analysis import Analysis
from helpdesk.transcripts.errors import Unopened
from helpdesk.transcripts.model import Original, Transcript
from helpdesk.transcripts.reading import Reading, Refusal, read_all, read_path
from helpdesk.transcripts.records.kept import Kept

AT_ONCE = 64  # calls that are analysed together: fast, and little memory


class Reader(Protocol):
    """Makes analyses of transcripts: the analyst, or what stands in for it."""

    def analyse(self, transcripts: Sequence[Transcript]) -> list[Analysis]:
        """Analyse calls, in their order."""


def take_in(files: Sequence[Path | Original], analyst: Reader) -> list[Kept | Refusal]:
    """Return for each call of each file what is kept of it, or why it is refused."""
    taken: list[Kept | Refusal] = []
    for some in batched(_read(files), AT_ONCE):
        readings = [one for one in some if isinstance(one, Reading)]
        analyses = iter(analyst.analyse([each.transcript for each in readings]))
        taken += (
            kept(one, next(analyses)) if isinstance(one, Reading) else one
            for one in some
        )
    return taken


def kept(reading: Reading, analysis: Analysis) -> Kept:
    """Return what is kept of a call that was read."""
    return Kept(
        original=reading.original,
        transcript=reading.transcript,
        analysis=analysis,
        notes=reading.notes,
        castings=reading.cast.castings,
    )


def _read(files: Iterable[Path | Original]) -> Iterator[Reading | Refusal]:
    for file in files:
        if isinstance(file, Original):
            yield from read_all(file)
            continue
        try:
            yield from read_path(file)
        except OSError:
            yield Refusal(file.name, Unopened())
