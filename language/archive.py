"""Reading the model out of the archive that Rasa trains."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from language.errors import ModelError

MANIFEST = "language.json"
"""The file by which the model's folder is known among Rasa's."""


@contextmanager
def unpacked(archive: Path) -> Iterator[Path]:
    """Give a folder with the model's files for as long as they are being read."""
    with TemporaryDirectory() as folder:
        try:
            with tarfile.open(archive) as packed:
                _unpack(packed, Path(folder))
        except (OSError, tarfile.TarError, EOFError, zlib.error) as error:
            raise ModelError(f"{archive}: is no readable model: {error}") from error
        yield Path(folder)


def _unpack(packed: tarfile.TarFile, folder: Path) -> None:
    """Write the files that lie beside the manifest, by their bare names."""
    files = [member for member in packed.getmembers() if member.isfile()]
    homes = [
        PurePosixPath(file.name).parent
        for file in files
        if PurePosixPath(file.name).name == MANIFEST
    ]
    if not homes:
        raise ModelError("the archive holds no language model; train it anew")
    for file in files:
        path = PurePosixPath(file.name)
        content = packed.extractfile(file)
        if path.parent == homes[0] and content:
            (folder / path.name).write_bytes(content.read())
