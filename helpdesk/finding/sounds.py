"""Names by their sound, one letter a syllable, so that homophones compare alike."""

from functools import cache

FIRST = 0xE000  # the private use area: no syllable is taken for a character


@cache
def letters() -> dict[int, str]:
    """Return one letter for every syllable, keyed for `str.translate`.

    The readings are toneless and fold what southern speakers confuse, as the language
    model's do.
    """
    from language.pinyin import readings  # here: `language` loads spaCy

    table = readings()
    syllables = {reading: chr(FIRST + n) for n, reading in enumerate(_sorted(table))}
    return {ord(character): syllables[reading] for character, reading in table.items()}


def sound(text: str) -> str:
    """Return a text with each Chinese character replaced by its syllable's letter.

    >>> sound("宁富工会") == sound("林福公会"), sound("a1")
    (True, 'a1')
    """
    return text.translate(letters())


def _sorted(table: dict[str, str]) -> list[str]:
    return sorted(set(table.values()))
