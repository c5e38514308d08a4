"""Opening what was handed in: a file, or a zip archive of files.

An archive is judged as a whole before anything of it is read: one name that leads out
of it, or a size that no call has, and nothing of it is taken. Sizes that an archive
states may be lies, so they are counted again while it is unpacked.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from helpdesk.transcripts.errors import (
    Bomb,
    BrokenArchive,
    EmptyFile,
    TooManyBytes,
    UnsafeName,
)
from helpdesk.transcripts.limits import limits
from helpdesk.transcripts.model import Original

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
PIECE = 1 << 20  # bytes of a file that are counted at once
UNPACKING = (  # whatever the library raises for broken archives
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(RuntimeError, NotImplementedError, ValueError, IndexError, OverflowError),
    struct.error,
)
ENCRYPTED = 0x1
UTF8 = 0x800
LINK = 0o120000
KIND = 0o170000


def load(path: Path) -> Original:
    """Read a file, not more of it than a file may have.

    Raises:
        TooManyBytes: It has more.
        OSError: It can not be read.
    """
    limit = limits().archive_bytes
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise TooManyBytes(limit=limit)
    return Original(path.name, data)


def unpack(original: Original) -> Sequence[Original]:
    """Return the files of an archive; a file that is none stands for itself.

    Raises:
        UnsafeName: A name leads out of the archive.
        Bomb: It unpacks to too much.
        BrokenArchive: It can not be unpacked.
        TooManyBytes: A single file is too large.
    """
    if original.data.startswith((ZIP, EMPTY_ZIP)):
        return _unpack(original.data)
    if len(original.data) > limits().file_bytes:
        raise TooManyBytes(limit=limits().file_bytes)
    return [original]


def each(path: Path) -> Iterator[Original]:
    """Yield a file, or the files of an archive, with no more than one in memory.

    An archive is unpacked twice: once to judge it, once to give it out.

    Raises:
        BadTranscript: It can not be taken; nothing of it was given out.
        OSError: It can not be read.
    """
    with path.open("rb") as file:
        is_archive = file.read(len(ZIP)) in (ZIP, EMPTY_ZIP)
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        if is_archive:
            yield from _each(file, size)
        elif size > limits().file_bytes:
            raise TooManyBytes(limit=limits().file_bytes)
        else:
            yield Original(path.name, file.read())


def is_safe(name: str) -> bool:
    r"""Tell a name that stays within its folder.

    >>> is_safe("七月/c1.json"), is_safe("../c1.json"), is_safe("C:\\c1.json")
    (True, False, False)
    """
    parts = PurePosixPath(name).parts
    is_plain = name.isprintable() and not set(name) & set('\\:*?"<>|')
    is_short = len(name) <= limits().name_characters
    return is_plain and is_short and not name.startswith("/") and ".." not in parts


def name_of(member: zipfile.ZipInfo) -> str:
    """Return a member's name; Windows writes Chinese ones as GBK without saying so."""
    if member.flag_bits & UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _each(file: BinaryIO, size: int) -> Iterator[Original]:
    if size > limits().archive_bytes:
        raise TooManyBytes(limit=limits().archive_bytes)
    try:
        with zipfile.ZipFile(file) as archive:
            members = _members(archive)
            _check(members, size)
            _count(archive, members)
            if not members:
                raise EmptyFile
            for member in members:
                yield Original(name_of(member), archive.read(member))
    except UNPACKING:
        raise BrokenArchive from None


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [member for member in archive.infolist() if not member.is_dir()]


def _count(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> None:
    """Unpack piece by piece, and count what really comes out."""
    left, most = limits().archive_bytes, limits().file_bytes
    for member in members:
        with archive.open(member) as file:
            piece, size = file.read(PIECE), 0
            if piece.startswith(ZIP):
                raise BrokenArchive
            while piece:
                size += len(piece)
                if size > min(left, most):
                    raise Bomb(limit=most)
                piece = file.read(PIECE)
        left -= size


def _unpack(data: bytes) -> list[Original]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive)
            _check(members, len(data))
            return _read(archive, members)
    except UNPACKING:
        raise BrokenArchive from None


def _check(members: Sequence[zipfile.ZipInfo], packed: int) -> None:
    """Judge an archive by what it says of itself."""
    most = limits()
    for member in members:
        kind = (member.external_attr >> 16) & KIND
        if not is_safe(name_of(member)) or kind == LINK:
            raise UnsafeName
        if member.flag_bits & ENCRYPTED:
            raise BrokenArchive
    unpacked = sum(member.file_size for member in members)
    if len(members) > most.archive_files:
        raise Bomb(limit=most.archive_files)
    if unpacked > min(most.archive_bytes, packed * most.archive_ratio):
        raise Bomb(limit=most.archive_bytes)
    if any(member.file_size > most.file_bytes for member in members):
        raise Bomb(limit=most.file_bytes)


def _read(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]
) -> list[Original]:
    """Unpack, and count what really comes out."""
    left, most = limits().archive_bytes, limits().file_bytes
    files = []
    for member in members:
        with archive.open(member) as file:
            data = file.read(min(left, most) + 1)
        left -= len(data)
        if left < 0 or len(data) > most:
            raise Bomb(limit=most)
        if data.startswith(ZIP):
            raise BrokenArchive
        files.append(Original(name_of(member), data))
    return files
