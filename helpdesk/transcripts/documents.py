"""A file's content, read as far as every format needs it."""

from dataclasses import dataclass, field
from typing import Any

from helpdesk.transcripts.errors import BadTranscript, Malformed
from helpdesk.transcripts.faults import Note
from helpdesk.transcripts.nodes import Node, parse

WRAPPERS = 2  # JSON strings around JSON that are taken off


@dataclass(frozen=True, slots=True)
class Document:
    """A text, and the JSON in it if it is JSON."""

    text: str
    node: Node | None = None
    notes: list[Note] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """Return the lines of the text."""
        return lines_of(self.text)


def lines_of(text: str) -> list[str]:
    r"""Split a text where lines end, and not at the other marks Python takes for ends.

    >>> lines_of("a\u2028b\r\nc")
    ['a\u2028b', 'c']
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def document(text: str) -> Document:
    """Look at a text.

    Raises:
        Truncated: It is JSON that ends in the middle.
        Malformed: It is JSON with a mistake.
        TooDeep: It is JSON nested without end.
    """
    begun = text.lstrip()[:1]
    if begun == '"':
        return _quoted(text)
    return Document(text, Node(_value(text))) if begun in ("{", "[") else Document(text)


def _quoted(text: str) -> Document:
    """Take JSON out of the JSON string around it; a table may begin so as well."""
    try:
        value = parse(text)
    except BadTranscript:
        return Document(text)
    for _ in range(WRAPPERS):
        if isinstance(value, str) and value.lstrip()[:1] in ("{", "[", '"'):
            value = parse(value)
    return Document(text, Node(value), [Note("wrapped")])


def _value(text: str) -> Any:  # noqa: ANN401 - any JSON
    """Read JSON, or one JSON a line."""
    try:
        return parse(text)
    except Malformed:
        lines = [line for line in lines_of(text) if line.strip()]
        if not _is_json(lines[0]):
            raise
        return [parse(line) for line in lines]


def _is_json(line: str) -> bool:
    try:
        parse(line)
    except BadTranscript:
        return False
    return True
