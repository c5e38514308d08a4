"""What a file is, by its bytes: names, and what a sender says, count for nothing."""

import io
import zipfile
from collections.abc import Callable

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
_MP4 = frozenset(
    {b"isom", b"iso2", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "}
)
_OLE_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
}
_MACROS = "vbaProject.bin"


def media_type(content: bytes) -> str | None:
    """Return the type that the bytes show, None for what is not taken.

    >>> media_type(b"%PDF-1.7 ..."), media_type(b"<html>"), media_type(b"MZ")
    ('application/pdf', None, None)
    """
    for begins, read in _READERS:
        if content.startswith(begins):
            return read(content)
    return _boxed(content) if content[4:8] == b"ftyp" else None


def _always(kind: str) -> Callable[[bytes], str | None]:
    return lambda _content: kind


def _riff(content: bytes) -> str | None:
    return "image/webp" if content[8:12] == b"WEBP" else None


def _boxed(content: bytes) -> str | None:
    """Tell pictures and films in the ISO container apart by their brand."""
    brand = content[8:12]
    if brand in _HEIC:
        return "image/heic"
    return "video/mp4" if brand in _MP4 else None


def _zipped(content: bytes) -> str | None:
    """Recognise a Word or Excel file without macros; any other archive is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any(_MACROS in name for name in names):
        return None
    if "word/document.xml" in names:
        return f"{_OPEN_XML}wordprocessingml.document"
    return f"{_OPEN_XML}spreadsheetml.sheet" if "xl/workbook.xml" in names else None


def _compound(content: bytes) -> str | None:
    """Recognise an old Word or Excel file; an installer has the same beginning."""
    for stream, kind in _OLE_STREAMS.items():
        if f"{stream}\0".encode("utf-16-le") in content:
            return kind
    return None


_READERS: tuple[tuple[bytes, Callable[[bytes], str | None]], ...] = (
    (b"\xff\xd8\xff", _always("image/jpeg")),
    (b"\x89PNG\r\n\x1a\n", _always("image/png")),
    (b"GIF87a", _always("image/gif")),
    (b"GIF89a", _always("image/gif")),
    (b"RIFF", _riff),
    (b"%PDF-", _always("application/pdf")),
    (b"PK\x03\x04", _zipped),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _compound),
    (b"#!AMR\n", _always("audio/amr")),
    (b"#!AMR-WB\n", _always("audio/amr")),
    (b"ID3", _always("audio/mpeg")),
    (b"\xff\xfb", _always("audio/mpeg")),
    (b"\xff\xf3", _always("audio/mpeg")),
    (b"\xff\xf2", _always("audio/mpeg")),
)
