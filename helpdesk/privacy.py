"""Masks for screens and logs: one rule per kind of personal data.

China has no national standard for masks; these follow common practice.
"""

import re

COMPOUND_SURNAMES = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟"}
    | {"公孙", "慕容", "令狐", "司徒", "长孙", "宇文", "夏侯"}
)
# Digits may be full-width and split by single spaces or hyphens.
_DIGIT = r"[0-9０-９]"
_JOINT = r"[ \-－]?"
_ID_NUMBER = rf"(?:{_DIGIT}{_JOINT}){{17}}[0-9０-９XxＸｘ]"
_LONG_RUN = rf"(?:{_DIGIT}{_JOINT}){{14,18}}{_DIGIT}"
_MOBILE = rf"[1１]{_JOINT}[3-9３-９](?:{_JOINT}{_DIGIT}){{9}}"
_COUNTRY = r"(?:(?:\+|00)?86[ \-]?)?"
_PERSONAL = re.compile(
    rf"(?<!{_DIGIT})(?:(?P<id>{_ID_NUMBER})|(?P<run>{_LONG_RUN})"
    rf"|(?P<country>{_COUNTRY})(?P<phone>{_MOBILE}))(?!{_DIGIT})"
)


def mask_phone(phone: str) -> str:
    """Keep the first three and last four digits.

    >>> mask_phone("13800138000")
    '138****8000'
    """
    return _mask(phone, 3, 4)


def mask_id(id_number: str) -> str:
    """Keep the first four and last four characters.

    >>> mask_id("440300199001010008")
    '4403**********0008'
    """
    return _mask(id_number, 4, 4)


def mask_name(name: str) -> str:
    """Keep the surname and, of longer names, the last character.

    >>> mask_name("王建国"), mask_name("张三"), mask_name("欧阳明")
    ('王*国', '张*', '欧阳*')
    """
    kept = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    given = name[kept:]
    last = given[-1:] if len(given) > 1 else ""
    return name[:kept] + "*" * (len(given) - len(last)) + last


def redact(text: str) -> str:
    """Mask phones, ID numbers and card numbers inside a text.

    >>> redact("我电话１３８ 0013 8000，身份证44030019900101000X")
    '我电话138****8000，身份证4403**********000X'
    """
    return _PERSONAL.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    if found["phone"]:
        return found["country"] + mask_phone(_plain(found["phone"]))
    return mask_id(_plain(found[0]))


def _plain(text: str) -> str:
    """Fold width and case, drop what joins the digits."""
    digits = (c for c in text if c not in " -－")
    return "".join(str(int(c)) if c.isdigit() else "X" for c in digits)


def _mask(text: str, head: int, tail: int) -> str:
    """Star what lies between; a text too short to keep both is starred whole."""
    hidden = len(text) - head - tail
    if hidden <= 0:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[-tail:]
