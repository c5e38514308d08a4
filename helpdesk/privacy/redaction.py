"""Finds phones, ID numbers and card numbers inside a text, and masks them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from helpdesk.privacy.masks import mask_card, mask_id, mask_phone

ID_LENGTHS = frozenset({15, 18})  # 15 digits until 1999
# Digits may be full-width and split by single spaces or hyphens.
_WRITTEN = ("[0-9０-９]", "[1１]", "[3-9３-９]", "[0-9０-９XxＸｘ]")
# On the telephone they are read out, and recognised as words. Written here too, as a
# test compares: importing `language` would load its model with every command.
READ_OUT = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇幺洞拐", "0107", strict=True)),
}
_SAID = f"[0-9{''.join(READ_OUT)}]"
_SPOKEN = (_SAID, "[1一幺]", "[3-9三四五六七八九拐]", f"(?:{_SAID}|[XxＸｘ])")
_JOINT = r"[ \-－]?"
_COUNTRY = r"(?:(?:\+|00)?86[ \-]?)?"


def _personal(digit: str, first: str, second: str, last: str) -> re.Pattern[str]:
    """Return what finds numbers that are written with these digits."""
    id_number = rf"(?:{digit}{_JOINT}){{17}}{last}"
    long_run = rf"(?:{digit}{_JOINT}){{14,18}}{digit}"
    mobile = rf"{first}{_JOINT}{second}(?:{_JOINT}{digit}){{9}}"
    return re.compile(
        rf"(?<!{digit})(?:(?P<id>{id_number})|(?P<run>{long_run})"
        rf"|(?P<country>{_COUNTRY})(?P<phone>{mobile}))(?!{digit})"
    )


_PERSONAL = (_personal(*_WRITTEN), _personal(*_SPOKEN))


def redact(text: str) -> str:
    """Mask phones, ID numbers and card numbers inside a text.

    >>> redact("我电话１３８ 0013 8000，身份证44030019900101000X")
    '我电话138****8000，身份证4403**********000X'
    >>> redact("我电话幺三八零零幺三八零零零")
    '我电话138****8000'
    """
    for pattern in _PERSONAL:
        text = pattern.sub(_masked, text)
    return text


@dataclass(frozen=True, slots=True)
class Hidden:
    """A piece of a text that is not shown, and what is shown in its place."""

    start: int
    end: int
    shown: str


def hidden(text: str) -> tuple[Hidden, ...]:
    """Return where a text names phones, ID numbers and card numbers.

    >>> hidden("打13800138000找我")
    (Hidden(start=1, end=12, shown='138****8000'),)
    """
    found = (match for pattern in _PERSONAL for match in pattern.finditer(text))
    return tuple(apart(Hidden(*match.span(), _masked(match)) for match in found))


def apart(spans: Iterable[Hidden]) -> Iterator[Hidden]:
    """Yield spans that do not overlap; of two that do, one hides what both hid."""
    held: Hidden | None = None
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if held is None or span.start >= held.end:
            if held is not None:
                yield held
            held = span
        elif span.end > held.end:
            held = Hidden(held.start, span.end, "*" * (span.end - held.start))
    if held is not None:
        yield held


def _masked(found: re.Match[str]) -> str:
    if found["phone"]:
        return found["country"] + mask_phone(_plain(found["phone"]))
    number = _plain(found[0])
    return mask_id(number) if len(number) in ID_LENGTHS else mask_card(number)


def _plain(text: str) -> str:
    """Fold width and case, drop what joins the digits."""
    digits = (READ_OUT.get(c, c) for c in text if c not in " -－")
    return "".join(str(int(c)) if c.isdigit() else "X" for c in digits)
