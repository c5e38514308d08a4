"""The figures in a text, in digits or in words, so that evidence can be asked for."""

import re
import unicodedata
from collections.abc import Iterator

from helpdesk.knowledge.checks_file import limits

DIGIT, POWER = "零〇一二三四五六七八九", "十百千万亿"
CITED = re.compile(r"第[\d、,\-–至和—\s]+条|〔\d+〕第?\d+号")
BULLET = re.compile(r"^\s*\d+[.、)](?!\d)", re.MULTILINE)
DIAL = re.compile(r"(?<=\d)-(?=\d{3,})")  # 0755-12345678 is one number
DIGITS = re.compile(
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.\d+)?[{POWER}]*"  # 10,800 is one number
)
WORDS = re.compile(rf"[{DIGIT}{POWER}两幺]+(?:点[{DIGIT}]+)?")
PERCENT = re.compile(rf"百分之([{DIGIT}十点]+)")
SPELLED = re.compile(rf"[{DIGIT}幺]{{3,}}")  # read out digit by digit
FEWEST = 2  # characters of a numeral that needs no unit behind it
ONE = "一"


def figures(text: str) -> frozenset[str]:
    """Return every figure of a text, each in one spelling; § marks those of statutes.

    >>> sorted(figures("每月三百元，打幺二三五幺（劳动法第50条）"))
    ['12351', '300', '§50']
    """
    folded = DIAL.sub("", BULLET.sub("", _folded(text)))
    cited = CITED.findall(folded)
    plain = CITED.sub(" ", folded)
    for phrase in limits().idioms:
        plain = plain.replace(phrase, " ")
    statutes = {f"§{n}" for part in cited for n in re.findall(r"\d+", part)}
    shares = {_read(share) for share in PERCENT.findall(plain)}
    plain = PERCENT.sub(" ", plain)
    found = statutes | shares | set(_digits(plain)) | set(_words(plain))
    return frozenset(each for each in found if each)


def _folded(text: str) -> str:
    """Write full-width digits as plain ones; a comma between clauses joins nothing."""
    return unicodedata.normalize("NFKC", text.replace("，", " "))


def _read(number: str) -> str | None:
    """Write a number in one way, however it is spelled."""
    from language import numerals  # here: `language` loads spaCy

    if SPELLED.fullmatch(number):
        return numerals.digits(number).lstrip("0")
    value = numerals.parse(number)
    return None if value is None else numerals.plain(value)


def _digits(text: str) -> Iterator[str | None]:
    yield from map(_read, DIGITS.findall(text))


def _words(text: str) -> Iterator[str | None]:
    for found in WORDS.finditer(text):
        if _counts(found[0], text[found.end() :], text[: found.start()]):
            yield _read(found[0])


def _counts(words: str, after: str, before: str) -> bool:
    """Tell whether a numeral is a figure: 三百元 is, 一样 and 两边 are not."""
    if before[-1:].isdigit():  # the 万 of 5万 was read with its digits
        return False
    if len(words) >= FEWEST:
        return True
    units = limits().sure_units if words == ONE else limits().units
    return after.startswith(units)
