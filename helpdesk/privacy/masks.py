"""Masks for screens and logs: one rule per kind of personal data.

China has no national standard for masks; these follow common practice.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

COMPOUND_SURNAMES = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟"}
    | {"公孙", "慕容", "令狐", "司徒", "长孙", "宇文", "夏侯"}
)
STARRED = 6  # a hidden address shows nothing, not even its length
# What comes after the district is where somebody lives: nothing of it is shown.
_DISTRICT = re.compile(
    r"(?:[^\d\s]{2,7}?省)?(?:[^\d\s省]{2,7}?市)?[^\d\s省市]{1,6}?(?:新区|合作区|区|县|市)"
)


class Kind(StrEnum):
    """The kinds of personal data that have a mask."""

    phone = "phone"
    id_number = "id_number"
    name = "name"
    member_number = "member_number"
    card = "card"
    address = "address"
    source_id = "source_id"


def mask(kind: Kind, text: str) -> str:
    """Mask a text by the rule of its kind."""
    return MASKS[kind](text)


def mask_phone(phone: str) -> str:
    """Keep the first three and last four digits.

    >>> mask_phone("13800138000")
    '138****8000'
    """
    return _mask(phone, 3, 4)


def mask_id(id_number: str) -> str:
    """Keep the first four and last four characters.

    >>> mask_id("440300199001010008")
    '4403**********0008'
    """
    return _mask(id_number, 4, 4)


def mask_name(name: str) -> str:
    """Keep the surname and, of longer names, the last character.

    >>> mask_name("王建国"), mask_name("张三"), mask_name("欧阳明")
    ('王*国', '张*', '欧阳*')
    """
    shown = surname(name)
    given = name[len(shown) :]
    last = given[-1:] if len(given) > 1 else ""
    return shown + "*" * (len(given) - len(last)) + last


def surname(name: str) -> str:
    """Return the surname, which a masked name shows as well.

    >>> surname("王建国"), surname("欧阳明")
    ('王', '欧阳')
    """
    return name[: 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1]


def mask_member_number(number: str) -> str:
    """Keep the first two and last four digits.

    >>> mask_member_number("1000000017")
    '10****0017'
    """
    return _mask(number, 2, 4)


def mask_card(number: str) -> str:
    """Keep the first four and last four digits of a bank or member card.

    >>> mask_card("6222020000001234567")
    '6222***********4567'
    """
    return _mask(number, 4, 4)


def mask_address(address: str) -> str:
    """Keep the district; an address without one is hidden whole.

    >>> mask_address("深圳市宝安区西乡街道某某路1号"), mask_address("某某路1号")
    ('深圳市宝安区******', '******')
    """
    found = _DISTRICT.match(address)
    return (found[0] if found else "") + "*" * STARRED if address else ""


def mask_source_id(source_id: str) -> str:
    """Keep the last four characters of an openid, a page's key or a caller number.

    >>> mask_source_id("oAbCdEfGh1234")
    '*********1234'
    """
    return _mask(source_id, 0, 4)


def _mask(text: str, head: int, tail: int) -> str:
    """Star what lies between; a text too short to keep both is starred whole."""
    hidden = len(text) - head - tail
    if hidden <= 0:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[-tail:]


MASKS: Mapping[Kind, Callable[[str], str]] = MappingProxyType(
    {
        Kind.phone: mask_phone,
        Kind.id_number: mask_id,
        Kind.name: mask_name,
        Kind.member_number: mask_member_number,
        Kind.card: mask_card,
        Kind.address: mask_address,
        Kind.source_id: mask_source_id,
    }
)
