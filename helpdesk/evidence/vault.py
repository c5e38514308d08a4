"""The vault: one sealed file for each attachment, under a key of its own.

The key stands sealed in the attachment's row: when the installation's keys change, no
file has to be touched, and a row that is deleted leaves a file that nobody can open.
"""

import base64
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpdesk.errors import NotFound
from helpdesk.keys import KEY_BYTES
from helpdesk.sealing import NONCE_BYTES

FOLDER = "evidence"
ENDING = ".sealed"


@dataclass(frozen=True, slots=True)
class Stored:
    """Where something was put, and what opens it."""

    path: str
    key: str = field(repr=False)


def put(data_dir: Path, content: bytes, *, at: datetime) -> Stored:
    """Seal bytes into a new file; it is on the disk when this returns.

    Raises:
        OSError: The disk is full, or must not be written to.
    """
    path = f"{FOLDER}/{at:%Y%m}/{secrets.token_hex(16)}{ENDING}"
    key, nonce = secrets.token_bytes(KEY_BYTES), os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, path.encode())
    _write(data_dir / path, sealed)
    return Stored(path, base64.b64encode(key).decode())


def get(data_dir: Path, stored: Stored) -> bytes:
    """Open a file.

    Raises:
        NotFound: It is not there, or is not what was put there.
    """
    try:
        sealed = (data_dir / stored.path).read_bytes()
        cipher = AESGCM(base64.b64decode(stored.key))
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return cipher.decrypt(nonce, body, stored.path.encode())
    except (OSError, InvalidTag, ValueError):
        raise NotFound("the sealed file is missing or damaged") from None


def remove(data_dir: Path, path: str) -> None:
    """Delete a file; one that is gone already is none the worse."""
    (data_dir / path).unlink(missing_ok=True)


def listed(data_dir: Path) -> Iterator[tuple[str, float]]:
    """Yield every file by its path, and when it was written; drafts as well."""
    for file in (data_dir / FOLDER).glob("*/*"):
        yield file.relative_to(data_dir).as_posix(), file.stat().st_mtime


def _write(file: Path, content: bytes) -> None:
    """Write under another name, then rename: there is no half a file."""
    for folder in (file.parent.parent, file.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as writing:
            writing.write(content)
            writing.flush()
            os.fsync(writing.fileno())
        draft.replace(file)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _sync(file.parent)


def _sync(folder: Path) -> None:
    """Put a folder's new entry on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
