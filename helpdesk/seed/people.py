"""Synthetic people: valid check digits, and nobody's phone or ID number.

ID numbers carry the order code 000, which is never given out; phones lie in the one
block 1380013xxxx that this project uses for examples.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from helpdesk.errors import InvalidInput
from helpdesk.models import OfficerRole
from helpdesk.numbers import id_check_digit, luhn_digit
from helpdesk.seed.words import dice, words

REGION = "440300"
UNUSED_ORDER = "000"
FIRST_BIRTHDAY = date(1966, 1, 1)
BIRTHDAYS = 14_610  # 40 years
BIRTHDAY_STEP = 7919  # shares no factor with BIRTHDAYS: each day comes once
PHONE_BLOCK = "1380013"
PHONES = 10_000
PHONE_STEP = 3571  # shares no factor with PHONES
FIRST_SERIAL = 755_000_001
MOST = 9_990  # the block of phones holds no more


@dataclass(frozen=True, slots=True)
class Person:
    """Someone to try the assistant with."""

    name: str
    phone: str
    id_number: str
    member_number: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """An officer to try the console with."""

    login: str
    name: str
    password: str
    role: OfficerRole = OfficerRole.case_officer
    street: str | None = None
    """Whose street's tickets alone are seen; None: the whole city's."""


def id_number(born: date) -> str:
    """Return a valid ID number that nobody has.

    >>> id_number(date(1990, 3, 7))
    '440300199003070004'
    """
    body = f"{REGION}{born:%Y%m%d}{UNUSED_ORDER}"
    return body + id_check_digit(body)


def member_number(serial: int) -> str:
    """Return a member number: nine digits of serial and a Luhn digit."""
    return f"{serial}{luhn_digit(str(serial))}"


# For trying; README and the chat page of demo mode show them.
DEMO_MEMBER = Person(
    name="王小明",
    phone="13800138000",
    id_number=id_number(date(1990, 3, 7)),
    member_number=member_number(FIRST_SERIAL),
)
DEMO_GIG_WORKER = Person(
    name="李大勇",
    phone="13800138001",
    id_number=id_number(date(1995, 6, 18)),
    member_number=None,
)
DEMO_PASSWORD = "gonghui-demo"  # noqa: S105 - demo data, refused in production
DEMO_OFFICER = Account("officer", "林晓岚", DEMO_PASSWORD)
DEMO_STAFF = (
    DEMO_OFFICER,
    *(
        Account(role.value, name, DEMO_PASSWORD, role)
        for role, name in (
            (OfficerRole.seat, "陈雨桐"),
            (OfficerRole.lawyer, "郑律清"),
            (OfficerRole.editor, "何墨"),
            (OfficerRole.supervisor, "周定安"),
            (OfficerRole.administrator, "吴管年"),
            (OfficerRole.auditor, "沈知微"),
        )
    ),
    Account("street", "黄西乡", DEMO_PASSWORD, street="西乡"),
)
"""One of each role, whose login is the role's name; and one of a street."""


def people(count: int) -> Iterator[Person]:
    """Yield so many people; the first ones are the same for every count."""
    if not 0 <= count <= MOST:
        raise InvalidInput(f"members: 0 to {MOST}, not {count}")
    phones, birthdays = _phones(), _birthdays()
    for serial in range(FIRST_SERIAL + 1, FIRST_SERIAL + 1 + count):
        yield Person(
            _name(serial),
            next(phones),
            id_number(next(birthdays)),
            member_number(serial),
        )


def _name(serial: int) -> str:
    die, stock = dice("name", serial), words()
    given = die.choices(stock["given_names"], k=die.choice((1, 2, 2)))
    return str(die.choice(stock["surnames"])) + "".join(given)


def _phones() -> Iterator[str]:
    taken = {DEMO_MEMBER.phone, DEMO_GIG_WORKER.phone}
    for step in range(PHONES):
        phone = f"{PHONE_BLOCK}{(17 + step * PHONE_STEP) % PHONES:04d}"
        if phone not in taken:
            yield phone


def _birthdays() -> Iterator[date]:
    taken = {DEMO_MEMBER.id_number, DEMO_GIG_WORKER.id_number}
    for step in range(BIRTHDAYS):
        born = FIRST_BIRTHDAY + timedelta((1234 + step * BIRTHDAY_STEP) % BIRTHDAYS)
        if id_number(born) not in taken:
            yield born
