"""Tidying what a recogniser wrote, without changing what was said."""

import re
import unicodedata

_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff，。！？；：、“”‘’（）《》…—"
# Recognisers write 正 是 因 为; between Latin words the blank stays.
_BLANK_BY_CHINESE = re.compile(rf"(?<=[{_CHINESE}])\s+|\s+(?=[{_CHINESE}])")
_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff])[,?!;:]")
_WIDE = str.maketrans(",?!;:", "，？！；：")


def tidy(text: str) -> str:
    r"""Drop control characters and blanks between Chinese, widen its punctuation.

    >>> tidy(" 正 是 因 为,OK  la\u200b ")
    '正是因为，OK la'
    """
    kept = text
    if not text.isprintable():
        kept = "".join(c if _is_written(c) else " " * c.isspace() for c in text)
    plain = _BLANK_BY_CHINESE.sub("", " ".join(kept.split()))
    wide = _HALF_WIDTH.sub(lambda mark: mark[0].translate(_WIDE), plain)
    return unicodedata.normalize("NFC", _BLANK_BY_CHINESE.sub("", wide))


def _is_written(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def call_id(name: str) -> str:
    """Make an identifier of a file's name, which may be anything.

    >>> call_id("../七月/c1.json"), call_id("a b;c.srt")
    ('c1', 'a_b_c')
    """
    last = re.split(r"[/\\]", name)[-1]
    return identifier(last.rsplit(".", 1)[0] or last) or "call"


def identifier(text: str) -> str:
    r"""Keep of an identifier what can stand in a file's name and on a screen.

    >>> identifier("018f:6a2e/\x1b[2J" + "9" * 200)[:14]
    '018f:6a2e_2J99'
    """
    return re.sub(r"[^\w.:-]+", "_", text).strip("._")[:100]
