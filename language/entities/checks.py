"""The arithmetic that tells a number from a misheard one."""

from __future__ import annotations

from datetime import date

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
EARLIEST_BIRTH = 1900


def luhn(number: str) -> bool:
    """Say whether the last digit is the Luhn check digit of the others.

    >>> luhn("79927398713"), luhn("79927398710")
    (True, False)
    """
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    return (
        sum(map(int, number[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubled)
    ) % 10 == 0


def id_number(number: str) -> bool:
    """Say whether 18 characters are an identity number (GB 11643).

    >>> id_number("11010519491231002X"), id_number("110105194912310021")
    (True, False)
    """
    if len(number) != 18 or not number[:17].isdigit():
        return False
    total = sum(int(d) * w for d, w in zip(number[:17], ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11] == number[17] and is_day(number[6:14])


def is_day(digits: str) -> bool:
    """Say whether YYYYMMDD is a day of the calendar.

    >>> is_day("20260715"), is_day("20261315")
    (True, False)
    """
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return day.year >= EARLIEST_BIRTH
