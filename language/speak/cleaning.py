"""Takes from a text what nobody says: markup, addresses, pictures, brackets."""

from __future__ import annotations

import re
import unicodedata

from language.speak.digits import grouped
from language.speak.words import word, words

UNSAID = frozenset({"So", "Sk", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Cc"})
"""Pictures, accents, marks of direction, halves of characters."""

FOLDED = frozenset({"Nd", "No", "Nl"})
WIDE = re.compile(r"[\uff01-\uff5e]")  # ！ to ～
KEPT_WIDE = "！，？；（）"

_ADDRESS = r"[^\s，。；、！？（）【】《》“”<>\"']"
_CIRCLED = re.compile("[①-⑳]")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_LINK = re.compile(
    rf"(?:[a-z][a-z0-9+.-]*://|www\.){_ADDRESS}+"
    r"|(?<![\w.-])(?:[a-z0-9-]+\.)+(?:com|cn|net|org|gov|edu|info)(?![a-z])"
    rf"(?:[/?#]{_ADDRESS}*)?",
    re.IGNORECASE | re.ASCII,
)
_NAMED_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_HEAD = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|[-*+•●▪>][ \t]+|[-=_*]{3,}[ \t]*$)", re.M)
_NUMBERED = re.compile(r"^[ \t]*[(（]?(\d{1,2})(?:[)）]|[.、．](?!\d))[ \t]*", re.M)
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_KEY = re.compile(r"(?<=[按打拨])[\[【“\"]?([#*])[\]】”\"]?键?(?![\d*#])")
_HIDDEN = re.compile(r"(\d{2,6}) ?\*{2,} ?(\d{2,4}[Xx]?)(?!\d)")
_NAMELESS = re.compile(r"(?<=[\u4e00-\u9fff])\*{1,2}(?!\*)")
_AREA = re.compile(r"[(（](0\d{2,3})[)）] ?(?=\d)")
_OF_YEAR = re.compile(r"[〔\[（(]((?:19|20)\d{2})[〕\]）)](?=\d)")
_LINE = re.compile(r"\s*[\r\n\x0b\x0c\x85\u2028\u2029]+\s*")
_DASHES = re.compile(r"[—―─]+")
_COLON = re.compile(r"(?<!\d):|:(?!\d)")

_PAUSES = str.maketrans(dict.fromkeys("（）()［］[]〔〕【】{}｛｝<>；;…|\t", "，"))
_QUOTES = str.maketrans(dict.fromkeys("“”‘’\"'「」『』《》〈〉`·•", ""))


def bare(text: str) -> str:
    r"""Return a text as one line of words, numbers and plain signs.

    >>> bare("**请看** https://szzgh.org/a\n（电话：12351）")
    '请看 网页。，电话，12351，'
    """
    text = _folded(_CIRCLED.sub(_counted, text))
    text = _MAIL.sub(words()["links"]["mail"], text)
    text = _LINK.sub(words()["links"]["page"], _NAMED_LINK.sub(r"\1", text))
    text = _NUMBERED.sub(rf"{word('nth')}\1，", _HEAD.sub("", _TAG.sub("", text)))
    text = _KEY.sub(_key, text)
    text = _STRONG.sub(r"\2", _HIDDEN.sub(_masked, text))
    text = _NAMELESS.sub(word("surname_mark"), text)
    text = _OF_YEAR.sub(r"\1年", _AREA.sub(r"\1-", text))
    text = _DASHES.sub(_dash, _joined(text))
    return _COLON.sub("，", text.translate(_PAUSES).translate(_QUOTES))


def _folded(text: str) -> str:
    """Fold width and numerals of any script, write signs as words, drop pictures."""
    signs = words()["signs"]
    for sign in sorted(signs, key=len, reverse=True):
        text = text.replace(sign, signs[sign])
    return "".join(map(_fold, text))


def _fold(char: str) -> str:
    if char in "\n\r\t":
        return char
    category = unicodedata.category(char)
    if category in UNSAID:
        return ""
    if category[0] == "Z":
        return "\n" if category != "Zs" else " "
    if category in FOLDED or (WIDE.match(char) and char not in KEPT_WIDE):
        return unicodedata.normalize("NFKC", char).replace("⁄", "/")
    return char


def _counted(found: re.Match[str]) -> str:
    return f"{word('nth')}{int(unicodedata.numeric(found[0]))}，"


def _key(found: re.Match[str]) -> str:
    return f"{words()['keys'][found[1]]}键"


def _masked(found: re.Match[str]) -> str:
    return f"{grouped(found[1])}{word('hidden')}{grouped(found[2])}"


def _dash(found: re.Match[str]) -> str:
    """Keep a single dash, which may stand between two numbers."""
    return "-" if len(found[0]) == 1 else "，"


def _joined(text: str) -> str:
    """Write a text of several lines as one; a line without an end gets one."""
    lines = [line.strip() for line in _LINE.split(text)]
    kept = [line for line in lines if line]
    ended = [
        line if line[-1] in "。！？!?，,、；;：:" else f"{line}。" for line in kept
    ]
    return "".join([*ended[:-1], kept[-1]]) if kept else ""
