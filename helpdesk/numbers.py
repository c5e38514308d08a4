"""Numbers people carry or say aloud: check digits, and reading what was typed."""

import re
import unicodedata
from datetime import date
from operator import mul

from helpdesk.errors import InvalidInput

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"  # ISO 7064 MOD 11-2
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"0\d{9,11}", re.ASCII)
ID_TAIL = re.compile(r"\d{3,17}[\dX]", re.ASCII)
_DOUBLED = str.maketrans("0123456789", "0246813579")  # twice a digit, its digits added


def luhn_digit(digits: str) -> str:
    """Return the Luhn check digit that belongs behind these digits.

    >>> luhn_digit("26071500042")
    '8'
    """
    doubled = digits[-1::-2].translate(_DOUBLED)
    total = sum(map(int, doubled)) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def luhn_valid(digits: str) -> bool:
    """Tell whether the last digit is the right check digit."""
    is_number = digits.isascii() and digits.isdecimal()
    return is_number and digits[-1] == luhn_digit(digits[:-1])


def id_check_digit(body: str) -> str:
    """Return the check character of an ID number's first 17 digits."""
    if len(body) != len(ID_WEIGHTS):
        raise ValueError("a check digit belongs behind 17 digits")
    total = sum(map(mul, map(int, body), ID_WEIGHTS))
    return ID_CHECKS[total % 11]


def read_digits(text: str) -> str:
    """Fold width and drop what people put between digits.

    >>> read_digits("２６０７１５ 00042-8")
    '260715000428'
    """
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\-–—_.·]", "", folded).upper()


def read_phone(text: str) -> str:
    """Read a mobile number; +86 and spaces are welcome."""
    digits = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", read_digits(text))
    if not MOBILE.fullmatch(digits):
        raise InvalidInput("not a mobile number")
    return digits


def read_contact_phone(text: str) -> str:
    """Read a number to call back: mobile, or landline with area code."""
    digits = read_digits(text)
    return digits if LANDLINE.fullmatch(digits) else read_phone(text)


def read_id_tail(text: str) -> str:
    """Read the end of an ID number: four characters or more, up to all of it."""
    tail = read_digits(text)
    if not ID_TAIL.fullmatch(tail):
        raise InvalidInput("not the end of an ID number")
    return tail


def read_id_number(text: str) -> str:
    """Read a whole ID number: 18 characters, a real birthday, the right check digit.

    >>> read_id_number("440300 19900307 0004")
    '440300199003070004'
    """
    number = read_digits(text)
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        raise InvalidInput("not an ID number")
    born_on(number)
    if id_check_digit(number[:-1]) != number[-1]:
        raise InvalidInput("the ID number's check digit is wrong")
    return number


def born_on(id_number: str) -> date:
    """Return the birthday that an ID number carries.

    >>> born_on("440300199003070004").isoformat()
    '1990-03-07'
    """
    try:
        return date.fromisoformat(id_number[6:14])
    except ValueError:
        raise InvalidInput("the ID number carries no birthday") from None


def in_groups(number: str) -> str:
    """Write a ticket number as it is read aloud: six, three, three.

    >>> in_groups("260715000428")
    '260715 000 428'
    """
    return f"{number[:6]} {number[6:9]} {number[9:]}"


def read_ticket_number(text: str) -> str:
    """Read a ticket number as people write it; its check digit must be right."""
    digits = read_digits(text)
    if not re.fullmatch(r"\d{12}", digits, re.ASCII) or not luhn_valid(digits):
        raise InvalidInput("not a ticket number")
    return digits
