"""Texts as FunASR's models write them."""

import re

_TAG = re.compile(r"<\|[^|<>]*\|>")
"""SenseVoice tells language, mood and noise before the words."""

_BETWEEN = re.compile(r"(?<=[一-鿿，。？！、]) +(?=[一-鿿，。？！、])")
"""A model without punctuation puts a space between any two characters."""


def cleaned(text: str) -> str:
    """Return the words alone.

    >>> cleaned("<|zh|><|NEUTRAL|>老 板 欠 我 OT 费 ")
    '老板欠我 OT 费'
    """
    return _BETWEEN.sub("", _TAG.sub("", text)).strip()
