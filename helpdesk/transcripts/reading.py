"""Reading what is handed in: every file gives a transcript or a reason why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpdesk.transcripts.assembling import assemble
from helpdesk.transcripts.decoding import decode
from helpdesk.transcripts.documents import document
from helpdesk.transcripts.errors import BadTranscript, EmptyFile
from helpdesk.transcripts.faults import Note
from helpdesk.transcripts.formats import format_of
from helpdesk.transcripts.model import Original, Transcript
from helpdesk.transcripts.opening import load, unpack
from helpdesk.transcripts.speakers import Cast
from helpdesk.transcripts.texts import call_id


@dataclass(frozen=True, slots=True)
class Reading:
    """A transcript with the file it was read from, who is who, and what was mended."""

    original: Original
    transcript: Transcript
    cast: Cast
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that is not taken."""

    name: str
    error: BadTranscript


def read(original: Original) -> Reading:
    """Read one file, whatever its name says.

    Raises:
        BadTranscript: It can not be taken; nothing of it is.
    """
    text, notes = decode(original.data)
    content = document(text)
    known = format_of(content)
    draft = known.read(content)
    name = call_id(original.name)
    transcript, cast, mended = assemble(draft, source=known.name, name=name)
    return Reading(original, transcript, cast, (*notes, *content.notes, *mended))


def read_path(path: Path) -> Iterator[Reading | Refusal]:
    """Yield a reading or a refusal for a file, or for every file of an archive.

    Raises:
        OSError: The file can not be opened.
    """
    try:
        original = load(path)
    except BadTranscript as error:
        yield Refusal(path.name, error)
        return
    yield from read_all(original)


def read_all(original: Original) -> Iterator[Reading | Refusal]:
    """Yield a reading or a refusal for what was handed in, or for each file in it."""
    try:
        files = unpack(original)
        if not files:
            raise EmptyFile
    except BadTranscript as error:
        yield Refusal(original.name, error)
        return
    for file in files:
        try:
            yield read(file)
        except BadTranscript as error:
            yield Refusal(file.name, error)
