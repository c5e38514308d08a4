"""Bytes to text: the encoding is tried, not guessed.

UTF-8 forbids most byte sequences, so what decodes as UTF-8 is UTF-8 and what does not
is GB18030, of which GBK is a part. Text that was read in the wrong one of the two and
saved again gives itself away: put back, it decodes as UTF-8, or it holds the marks of
characters that were lost.
"""

import codecs
from pathlib import Path

from helpdesk.rules import rules
from helpdesk.transcripts.errors import Binary, EmptyFile, Spoilt
from helpdesk.transcripts.faults import Note

LOST = "\ufffd"
LOST_IN_GBK = "锟斤拷"  # two lost characters of UTF-8, read as GBK
FEW_LOST = 0.2  # of what is not ASCII: one broken character spoils no short file
FEW_BAD = 0.01  # of all characters, where nothing but ASCII comes out
SURE, MUCH = 4, 0.15  # Chinese that comes out: of text that was whole, a hundredth
READ = 2000  # characters that are looked at
WORDS = Path(__file__).with_name("decoding.yml")
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
    return _has_lost(text) or any(
        _was_utf8(text, wrong) for wrong in ("gb18030", "cp1252", "latin-1")
    )


def _has_lost(text: str) -> bool:
    """Tell whether much of what is not ASCII is marks of lost characters."""
    lost = text.count(LOST) + text.count(LOST_IN_GBK) * len(LOST_IN_GBK)
    return lost > 0 and lost > FEW_LOST * sum(not char.isascii() for char in text)


def _was_utf8(text: str, wrong: str) -> bool:
    """Tell whether the first lines come out as Chinese when they are put back."""
    begun = "".join(c for c in text[:READ] if not c.isascii() and c != LOST)
    try:
        put_back = begun.encode(wrong).decode("utf-8", "ignore")
    except UnicodeEncodeError:
        return False
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in put_back)
    common = rules(WORDS)["common"]
    is_plainer = sum(map(put_back.count, common)) > sum(map(begun.count, common))
    return chinese >= max(SURE, MUCH * len(begun)) and is_plainer


def _decode(data: bytes) -> tuple[str, list[Note]]:
    if data.startswith(UTF16):
        return _utf16(data), [Note("utf16")]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        scratched = data.decode("utf-8-sig", "replace")
    if not _has_lost(scratched):  # UTF-8 with a bad byte; of GBK hardly any comes out
        return scratched, []
    try:
        return data.decode("gb18030"), [Note("gbk")]
    except UnicodeDecodeError:
        if scratched.count(LOST) > FEW_BAD * len(scratched):
            raise Binary from None
        return scratched.replace(LOST, ""), []  # bad bytes among ASCII


def _utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise Binary from None
