"""Texts as they sound: one character a syllable, the same for all that sound alike.

A recogniser writes 公会 for 工会 and 一二三五一 for 12351. What a seat has to say
counts as said when it sounds right; what must not be said is looked for as it is
written, so that no homophone is held against anybody.
"""

from language.characters import fold
from language.pinyin import heard_as

FIRST = 0xE000  # private characters, one for each syllable
DIGITS = dict(zip("0123456789幺", "零一二三四五六七八九一", strict=True))


class _Heard(dict[int, str]):
    """What `str.translate` asks for the sound of a character; nothing for a pause."""

    def __init__(self) -> None:
        self._syllables: dict[str, str] = {}

    def __missing__(self, code: int) -> str:
        self[code] = self._sound(fold(chr(code)))
        return self[code]

    def _sound(self, folded: str) -> str:
        if not folded.isalnum():
            return ""
        readings = heard_as(DIGITS.get(folded, folded))
        if not readings:
            return folded
        syllable = readings[0]
        place = chr(FIRST + len(self._syllables))
        return self._syllables.setdefault(syllable, place)


class _Written(dict[int, str]):
    """What `str.translate` asks for a character as it is compared in writing."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = folded if folded.isalnum() else ""
        return self[code]


_HEARD, _WRITTEN = _Heard(), _Written()


def sounded(text: str) -> str:
    """Return a text's sounds, without pauses; only good within this process.

    >>> sounded("您好，幺二三五幺") == sounded("您好一二三五一")
    True
    >>> len(sounded("公会，OK"))
    4
    """
    return text.translate(_HEARD)


def written(text: str) -> str:
    """Return a text folded, without pauses; as long as it sounds.

    >>> written("您好，職工熱線")
    '您好职工热线'
    """
    return text.translate(_WRITTEN)


def names_alike(first: str, second: str) -> bool:
    """Tell whether two names sound alike; 覃 is read in two ways.

    >>> names_alike("覃伟", "秦伟"), names_alike("刘洋", "刘强")
    (True, False)
    """
    return len(first) == len(second) and all(
        one == other or set(heard_as(one)) & set(heard_as(other))
        for one, other in zip(first, second, strict=True)
    )
