"""Reading one cell: a value that fits the records, or what is wrong with it."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from helpdesk.clock import today
from helpdesk.errors import InvalidInput
from helpdesk.numbers import id_check_digit, luhn_valid, read_digits, read_phone
from helpdesk.places import districts, read_district

LONGEST_CELL = 200
BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "NULL", "null", "None"})
FORMULA = tuple("=+-@＝＋－＠")
MOST_HEADS = 1_000_000
_NAME = re.compile(
    r"[㐀-鿿\U00020000-\U0003ffffA-Za-z][㐀-鿿\U00020000-\U0003ffffA-Za-z·•. '-]+"
)
_ID_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_DAY = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?: .*)?", re.ASCII
)
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}", re.ASCII)
_STREET_END = re.compile(r"(街道办事处|街道办|街道|镇)$")


class Wrong(Exception):
    """A cell can not be taken; the code names a text of faults.yml."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def clean(cell: str, *, limit: int = LONGEST_CELL, signed: bool = False) -> str | None:
    """Trim a cell; None for an empty one.

    What spreadsheets take for a formula is refused: it would run on an officer's
    machine when the records are exported. A telephone number may begin with a plus.
    """
    text = cell.strip(" \t\r\n\u3000\u200b\ufeff\xa0").removeprefix("'")
    if text in BLANKS:
        return None
    if text.startswith(FORMULA) and not (signed and text.startswith(("+", "＋"))):
        raise Wrong("formula")
    if len(text) > limit:
        raise Wrong("too_long", length=len(text), limit=limit)
    if not text.isprintable():
        text = " ".join(text.split())
        if not text.isprintable():
            raise Wrong("unreadable")
    return text


def read_name(text: str) -> str:
    """Read a person's name."""
    if not _NAME.fullmatch(text):
        raise Wrong("bad_name")
    return text


def read_id_number(text: str) -> str:
    """Read an ID number of 18 characters: check digit and day of birth are right."""
    number = text if _ID_NUMBER.fullmatch(text) else _folded_id(text)
    if id_check_digit(number[:17]) != number[17]:
        raise Wrong("id_checksum")
    if code := _birth_fault(number[6:14], today()):
        raise Wrong(code)
    return number


def _folded_id(text: str) -> str:
    if _SCIENTIFIC.fullmatch(text):
        raise Wrong("scientific")
    number = read_digits(text)
    if len(number) != 18:
        raise Wrong("id_length", length=len(number))
    if not _ID_NUMBER.fullmatch(number):
        raise Wrong("id_characters")
    return number


@lru_cache(1 << 16)
def _birth_fault(digits: str, on: date) -> str | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return "birth_invalid"
    return "birth_future" if born > on else None


def read_mobile(text: str) -> str:
    """Read a mobile number."""
    if _SCIENTIFIC.fullmatch(text):
        raise Wrong("scientific")
    try:
        return read_phone(text)
    except InvalidInput:
        raise Wrong("bad_phone") from None


def read_member_number(text: str) -> str:
    """Read a member number: ten digits, the last by Luhn."""
    number = text if text.isdecimal() else read_digits(text)
    if len(number) != 10 or not luhn_valid(number):
        raise Wrong("bad_member_number")
    return number


def read_choice(text: str, choices: Mapping[str, str]) -> str:
    """Read one of the ways to write a state."""
    chosen = choices.get(text) or choices.get(unicodedata.normalize("NFKC", text))
    if chosen is None:
        raise Wrong("unknown_choice", choices="、".join(choices))
    return chosen


@lru_cache(1 << 16)
def read_day(text: str) -> date:
    """Read a day in any of the usual ways to write it.

    >>> read_day("2019年5月1日"), read_day("20190501")
    (datetime.date(2019, 5, 1), datetime.date(2019, 5, 1))
    """
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    if not found:
        raise Wrong("bad_date")
    year, *parts = (int(part) for part in found.groups() if part)
    try:
        return date(year, *parts)
    except ValueError:
        raise Wrong("bad_date") from None


def read_past_day(text: str) -> date:
    """Read a day that is not in the future."""
    day = read_day(text)
    if day > today():
        raise Wrong("date_future")
    return day


@lru_cache(1 << 10)
def read_district_name(text: str) -> str:
    """Read a district of Shenzhen by its plain name."""
    name = read_district(text)
    if name is None:
        raise Wrong("unknown_district", choices="、".join(districts()))
    return name


@lru_cache(1 << 12)
def read_street(text: str, district: str | None) -> str:
    """Read a street's plain name; it must lie in the district if that is known."""
    plain = text.removeprefix("深圳市").removeprefix(f"{district}区")
    if plain not in _streets(district):
        plain = _STREET_END.sub("", plain)
    if plain not in _streets(district):
        raise Wrong("unknown_street")
    return plain


@cache
def _streets(district: str | None) -> frozenset[str]:
    known = districts()
    chosen = [known[district]] if district in known else known.values()
    return frozenset(street for one in chosen for street in one.streets)


def read_heads(text: str) -> int:
    """Read a number of people."""
    digits = read_digits(text).removesuffix("人").replace(",", "")
    if not (digits.isascii() and digits.isdecimal()) or int(digits) > MOST_HEADS:
        raise Wrong("bad_number")
    return int(digits)


def read_credit_code(text: str) -> str:
    """Read a unified social credit code; letters that look like digits are not used."""
    code = read_digits(text)
    if not _CREDIT_CODE.fullmatch(code):
        raise Wrong("bad_credit_code")
    return code
