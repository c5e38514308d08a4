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
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from helpdesk.transcripts.errors import Bomb, BrokenArchive, TooManyBytes, UnsafeName
from helpdesk.transcripts.limits import limits
from helpdesk.transcripts.model import Original

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
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


def _unpack(data: bytes) -> list[Original]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
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
