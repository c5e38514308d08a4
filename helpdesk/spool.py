"""The spool: a file is sealed while it is written; nothing of it lies in the clear.

A file is a row of frames, each with its length before it, under a key of its own that
stands sealed in the job's row. The last frame says that it is the last: a file that
was cut off does not open.
"""

import base64
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha512
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpdesk.errors import NotFound
from helpdesk.keys import KEY_BYTES
from helpdesk.sealing import NONCE_BYTES

FOLDER = "spool"
"""Of what is taken in; others name a folder of their own."""

ENDING = ".sealed"
FRAME = 1024 * 1024
LENGTH_BYTES = 4
MORE, LAST = b"more", b"last"


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file that is on the disk, and what opens it."""

    path: str
    key: str = field(repr=False)
    sha512: str
    size: int

    def remove(self, data_dir: Path) -> None:
        """Delete it: it is not needed."""
        remove(data_dir, self.path)


class Spool:
    """A sealed file that is being written."""

    def __init__(self, data_dir: Path, folder: str = FOLDER) -> None:
        self._data_dir = data_dir
        self._path = f"{folder}/{secrets.token_hex(16)}{ENDING}"
        self._key = secrets.token_bytes(KEY_BYTES)
        self._cipher = AESGCM(self._key)
        self._digest = sha512()
        self._waiting = bytearray()
        self._frames = 0
        self.size = 0
        self._file = _new(data_dir / self._path)

    def write(self, content: bytes) -> None:
        """Add bytes.

        Raises:
            OSError: The disk is full.
        """
        self.size += len(content)
        self._digest.update(content)
        self._waiting += content
        while len(self._waiting) > FRAME:
            self._seal(bytes(self._waiting[:FRAME]), MORE)
            del self._waiting[:FRAME]

    def finish(self) -> Spooled:
        """Close the file; it is on the disk when this returns.

        Raises:
            OSError: The disk is full.
        """
        self._seal(bytes(self._waiting), LAST)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        key = base64.b64encode(self._key).decode()
        return Spooled(self._path, key, self._digest.hexdigest(), self.size)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        remove(self._data_dir, self._path)

    def _seal(self, content: bytes, mark: bytes) -> None:
        nonce = self._frames.to_bytes(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, content, _bound(self._path, mark))
        self._file.write(len(sealed).to_bytes(LENGTH_BYTES) + sealed)
        self._frames += 1


def read(data_dir: Path, *, path: str, key: str) -> bytes:
    """Open a file.

    Raises:
        NotFound: It is not there, or is not what was put there.
    """
    try:
        cipher = AESGCM(base64.b64decode(key))
        frames = list(_frames(data_dir / path))
        content = bytearray()
        for number, sealed in enumerate(frames):
            mark = LAST if number == len(frames) - 1 else MORE
            nonce = number.to_bytes(NONCE_BYTES)
            content += cipher.decrypt(nonce, sealed, _bound(path, mark))
    except (OSError, InvalidTag, ValueError):
        raise NotFound("the sealed file is missing or damaged") from None
    if not frames:
        raise NotFound("the sealed file is damaged")
    return bytes(content)


def remove(data_dir: Path, path: str) -> None:
    """Delete a file; one that is gone already is none the worse."""
    (data_dir / path).unlink(missing_ok=True)


def listed(data_dir: Path, folder: str = FOLDER) -> Iterator[tuple[str, float]]:
    """Yield every file of a folder by its path, and when it was written."""
    for file in (data_dir / folder).glob(f"*{ENDING}"):
        yield file.relative_to(data_dir).as_posix(), file.stat().st_mtime


def _new(file: Path) -> BinaryIO:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(handle, "wb")


def _frames(file: Path) -> Iterator[bytes]:
    with file.open("rb") as frames:
        while head := frames.read(LENGTH_BYTES):
            yield frames.read(min(int.from_bytes(head), 2 * FRAME))


def _bound(path: str, mark: bytes) -> bytes:
    return path.encode() + b"\0" + mark
