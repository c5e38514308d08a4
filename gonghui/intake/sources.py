"""The files under the paths that were given, in an order that is always the same."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from gonghui.intake.parcels import Refused
from gonghui.intake.words import refusal
from helpdesk.transcripts import BadTranscript, Original, reason
from helpdesk.transcripts.opening import each


@dataclass(frozen=True, slots=True)
class Source:
    """A file on the disk, and what it is called in reports."""

    path: Path
    name: str
    size: int


def find(paths: Iterable[Path]) -> Iterator[Source | Refused]:
    """Yield every file; what file managers hide in folders is left out."""
    for path in paths:
        if path.is_dir():
            found = _within(path)
            first = next(found, Refused(str(path), refusal("no_files")))
            yield from chain([first], found)
        else:
            yield _source(path, path.name)


def originals(source: Source) -> Iterator[Original | Refused]:
    """Yield the files of a source: itself, or what is packed in it."""
    try:
        for file in each(source.path):
            is_alone = file.name == source.path.name
            name = source.name if is_alone else f"{source.name}/{file.name}"
            yield replace(file, name=name)
    except BadTranscript as error:
        yield Refused(source.name, reason(error))
    except OSError as error:
        yield _unreadable(source.name, error)


def _within(folder: Path) -> Iterator[Source | Refused]:
    """Walk a folder; links to folders are not followed."""
    root, faults = folder.resolve(), list[OSError]()
    for place, folders, files in os.walk(folder, onerror=faults.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in files if not name.startswith(".")):
            path = Path(place, name)
            told = str(path.relative_to(folder.parent))
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                yield Refused(told, refusal("outside"))
            else:
                yield _source(path, told)
    yield from (_unreadable(str(fault.filename), fault) for fault in faults)


def _source(path: Path, name: str) -> Source | Refused:
    try:
        status = path.stat()
    except FileNotFoundError:
        return Refused(name, refusal("missing"))
    except OSError as error:
        return _unreadable(name, error)
    if not stat.S_ISREG(status.st_mode):  # to open a pipe would wait for its writer
        return Refused(name, refusal("no_file"))
    return Source(path, name, status.st_size)


def _unreadable(name: str, error: OSError) -> Refused:
    return Refused(name, refusal("unreadable", why=error.strerror))
