"""The one file in a body, found while the body comes in."""

from collections.abc import Mapping
from typing import Protocol

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import (
    MultipartParser,
    MultipartState,
    parse_options_header,
)

from api.errors import BrokenUpload, NotOneFile

MULTIPART = b"multipart/form-data"
NAMELESS = "upload"


class Body(Protocol):
    """A body that is read piece by piece."""

    name: str
    """What the file is called."""

    def feed(self, piece: bytes) -> bytes:
        """Return what of a piece is the file's."""

    def finish(self) -> None:
        """Say that the body is over."""


class Plain:
    """A body that is the file."""

    def __init__(self, disposition: str) -> None:
        _, options = parse_options_header(disposition)
        self.name = _name(options) or NAMELESS

    def feed(self, piece: bytes) -> bytes:
        """Return the piece."""
        return piece

    def finish(self) -> None:
        """There is nothing to see to."""


class Multipart:
    """A body as a form sends it: fields, and one file among them.

    Starlette would put the file into a temporary one, in the clear.
    """

    def __init__(self, boundary: bytes) -> None:
        self.name = NAMELESS
        self._files = 0
        self._is_file = False
        self._header = self._value = b""
        self._found = bytearray()
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_header,
                "on_header_value": self._on_value,
                "on_header_end": self._on_header_end,
                "on_part_data": self._on_data,
            },
        )

    def feed(self, piece: bytes) -> bytes:
        """Return what of a piece is the file's.

        Raises:
            BrokenUpload: It is no such body.
            NotOneFile: There are two files in it.
        """
        try:
            self._parser.write(piece)
        except FormParserError:
            raise BrokenUpload from None
        found, self._found = bytes(self._found), bytearray()
        return found

    def finish(self) -> None:
        """Say that the body is over.

        Raises:
            BrokenUpload: It broke off.
            NotOneFile: There was no file in it.
        """
        if self._parser.state != MultipartState.END:
            raise BrokenUpload
        if not self._files:
            raise NotOneFile

    def _begin(self) -> None:
        self._is_file = False
        self._header = self._value = b""

    def _on_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._take(options)
        self._header = self._value = b""

    def _take(self, options: Mapping[bytes, bytes]) -> None:
        """Begin a file, if it is one."""
        if b"filename" not in options:
            return
        self._files += 1
        if self._files > 1:
            raise NotOneFile
        self._is_file, self.name = True, _name(options) or NAMELESS

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._found += data[start:end]


def body_of(headers: Mapping[str, str]) -> Body:
    """Return how a request's body is read.

    Raises:
        BrokenUpload: It says that it is a form and not where its parts end.
    """
    kind, options = parse_options_header(headers.get("content-type", ""))
    if kind != MULTIPART:
        return Plain(headers.get("content-disposition", ""))
    boundary = options.get(b"boundary")
    if not boundary:
        raise BrokenUpload
    return Multipart(boundary)


def _name(options: Mapping[bytes, bytes]) -> str:
    """Return the last part of a name: some send the folder along."""
    said = options.get(b"filename", b"").decode(errors="replace")
    return said.replace("\\", "/").rsplit("/", 1)[-1]
