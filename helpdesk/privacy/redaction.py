"""Finds phones, ID numbers and card numbers inside a text, and masks them."""

import re

from helpdesk.privacy.masks import mask_card, mask_id, mask_phone

ID_LENGTHS = frozenset({15, 18})  # 15 digits until 1999
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


def redact(text: str) -> str:
    """Mask phones, ID numbers and card numbers inside a text.

    >>> redact("我电话１３８ 0013 8000，身份证44030019900101000X")
    '我电话138****8000，身份证4403**********000X'
    """
    return _PERSONAL.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    if found["phone"]:
        return found["country"] + mask_phone(_plain(found["phone"]))
    number = _plain(found[0])
    return mask_id(number) if len(number) in ID_LENGTHS else mask_card(number)


def _plain(text: str) -> str:
    """Fold width and case, drop what joins the digits."""
    digits = (c for c in text if c not in " -－")
    return "".join(str(int(c)) if c.isdigit() else "X" for c in digits)
