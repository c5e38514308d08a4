"""The figures in a text, in digits or in words, so that evidence can be asked for."""

import re
import unicodedata
from collections.abc import Iterator

from helpdesk.knowledge.checks_file import limits
from language import numerals

CITED = re.compile(r"第[\d、,\-–至和—\s]+条|〔\d+〕第?\d+号")
BULLET = re.compile(r"^\s*\d+[.、)](?!\d)", re.MULTILINE)
DIAL = re.compile(r"(?<=\d)-(?=\d{3,})")  # 0755-12345678 is one number
DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?[十百千万亿]*")
WORDS = re.compile(
    r"[零〇一二三四五六七八九十百千万亿两幺]+(?:点[零一二三四五六七八九]+)?"
)
PERCENT = re.compile(r"百分之([零一二三四五六七八九十点]+)")
SPELLED = re.compile(r"[零〇一二三四五六七八九幺]{3,}")  # read out digit by digit
FEWEST = 2  # characters of a numeral that needs no unit behind it
ONE = "一"


def figures(text: str) -> frozenset[str]:
    """Return every figure of a text, each in one spelling; § marks those of statutes.

    >>> sorted(figures("每月三百元，打幺二三五幺（劳动法第50条）"))
    ['12351', '300', '§50']
    """
    folded = DIAL.sub("", BULLET.sub("", unicodedata.normalize("NFKC", text)))
    cited = CITED.findall(folded)
    plain = CITED.sub(" ", folded)
    for phrase in limits().idioms:
        plain = plain.replace(phrase, " ")
    statutes = {f"§{n}" for part in cited for n in re.findall(r"\d+", part)}
    parts = {numerals.parse(part) for part in PERCENT.findall(plain)}
    plain = PERCENT.sub(" ", plain)
    shares = {numerals.plain(part) for part in parts if part is not None}
    return frozenset(statutes | shares | set(_digits(plain)) | set(_words(plain)))


def _digits(text: str) -> Iterator[str]:
    for found in DIGITS.findall(text):
        number = numerals.parse(found)
        if number is not None:
            yield numerals.plain(number)


def _words(text: str) -> Iterator[str]:
    for found in WORDS.finditer(text):
        words = found[0]
        if SPELLED.fullmatch(words):
            yield numerals.digits(words).lstrip("0")
        elif _counts(words, text[found.end() :], text[: found.start()]):
            number = numerals.parse(words)
            if number is not None:
                yield numerals.plain(number)


def _counts(words: str, after: str, before: str) -> bool:
    """Tell whether a numeral is a figure: 三百元 is, 一样 and 两边 are not."""
    if before[-1:].isdigit():  # the 万 of 5万 was read with its digits
        return False
    if len(words) >= FEWEST:
        return True
    units = limits().sure_units if words == ONE else limits().units
    return after.startswith(units)
