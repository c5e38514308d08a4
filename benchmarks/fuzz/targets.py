"""What is fuzzed: each reader with the refusals that it may give, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from gonghui.questions import BadLine, read_question
from helpdesk.errors import UnreadableFile
from helpdesk.imports.opening import open_source
from helpdesk.imports.sources import Position
from helpdesk.models.imports import ImportKind
from helpdesk.transcripts import Original, Refusal, as_json, read_all
from language import numerals
from language.normalise import Normaliser
from wechat.errors import Rejected
from wechat.inbound import read

CORPUS = Path(__file__).with_name("corpus")
"""Seeds of each target, invented; a crash that was mended is added to them."""


def wechat(data: bytes) -> None:
    """Read a delivery of WeChat."""
    try:
        read(data.decode("utf-8", "replace"))
    except Rejected:
        return


def transcripts(data: bytes) -> None:
    """Read a transcript in any format, or an archive of them."""
    for one in read_all(Original("a", data)):
        if not isinstance(one, Refusal):
            as_json(one.transcript)


def tables(data: bytes) -> None:
    """Read an officer's table, text or workbook."""
    with NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            source = open_source(Path(file.name), ImportKind.members)
            for _ in source.chunks(Position()):
                pass
        except UnreadableFile:
            return


def language(data: bytes) -> None:
    """Fold a text and read the numbers in it."""
    text = data.decode("utf-8", "replace")
    numerals.digits(text)
    numerals.parse(text)
    normalised = Normaliser({"唔该": "谢谢"})(text)
    if len(normalised.text) > 4 * len(text) + 4:
        raise AssertionError("a text grew")


def questions(data: bytes) -> None:
    """Read a line of `gonghui understand`."""
    try:
        read_question(data)
    except BadLine:
        return


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (wechat, transcripts, tables, language, questions)
}
