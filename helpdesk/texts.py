"""Cleaning of what people and machines write into records."""

import unicodedata

_UNSHOWABLE = frozenset({"Cc", "Cs"})  # control characters, halves of emoji


def tidy(text: str, *, limit: int) -> str:
    r"""Drop what can not be shown, trim, and cut to a length.

    >>> tidy(" 欠薪\x00三个月 ", limit=4)
    '欠薪三个'
    """
    shown = (c for c in text if c == "\n" or unicodedata.category(c) not in _UNSHOWABLE)
    return "".join(shown).strip()[:limit].rstrip()
