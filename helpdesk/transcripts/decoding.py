"""Bytes to text: the encoding is tried, not guessed.

UTF-8 forbids most byte sequences, so what decodes as UTF-8 is UTF-8 and what does not
is GB18030, of which GBK is a part. Text that was read in the wrong one of the two and
saved again gives itself away: put back, it decodes as UTF-8, or it holds the marks of
characters that were lost.
"""

import codecs

from helpdesk.transcripts.errors import Binary, EmptyFile, Spoilt
from helpdesk.transcripts.faults import Note

LOST = "\ufffd"
LOST_IN_GBK = "锟斤拷"  # two lost characters of UTF-8, read as GBK
FEW_LOST = 0.01  # of the characters: one broken character spoils no file
SURE = 4  # Chinese characters that come out, so that it is no accident
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> tuple[str, list[Note]]:
    """Return the text of a file.

    Raises:
        EmptyFile: There is none.
        Binary: It is no text.
        Spoilt: It was text once.
    """
    text, notes = _decode(data)
    if not text.strip("\ufeff \t\r\n\0"):
        raise EmptyFile
    if "\0" in text:
        raise Binary
    if is_spoilt(text):
        raise Spoilt
    return text.removeprefix("\ufeff"), notes


def is_spoilt(text: str) -> bool:
    """Tell text that was read in a wrong encoding from text.

    >>> is_spoilt("您好，职工热线".encode().decode("gb18030", "replace"))
    True
    >>> is_spoilt("您好，职工热线")
    False
    """
    lost = text.count(LOST) + text.count(LOST_IN_GBK) * len(LOST_IN_GBK)
    if lost > FEW_LOST * len(text):
        return True
    return any(_was_utf8(text, wrong) for wrong in ("gb18030", "cp1252", "latin-1"))


def _was_utf8(text: str, wrong: str) -> bool:
    """Tell whether the first lines come out as Chinese when they are put back."""
    begun = "".join(char for char in text[:2000] if char > "\x7f")
    try:
        put_back = begun.encode(wrong).decode("utf-8")
    except UnicodeError:
        return False
    return sum("\u4e00" <= char <= "\u9fff" for char in put_back) >= SURE


def _decode(data: bytes) -> tuple[str, list[Note]]:
    if data.startswith(UTF16):
        return _strict(data, "utf-16"), [Note("utf16")]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        if _is_scratched(data, error):
            return data.decode("utf-8-sig", "replace"), []
    return _strict(data, "gb18030"), [Note("gbk")]


def _is_scratched(data: bytes, error: UnicodeDecodeError) -> bool:
    """Tell UTF-8 with a bad byte from GBK, in which Chinese fails at once."""
    return any(byte > 0x7F for byte in data[: error.start])


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Binary from None
