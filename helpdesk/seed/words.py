"""The words that demo data is made of, and dice that always fall the same way."""

import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("words.yml")
TOWNS_OF = "深汕"  # the one area with towns in place of streets


@cache
def words() -> dict[str, Any]:
    """Return the words."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return content


def dice(*what: object) -> random.Random:
    """Return dice of their own for one thing: adding others does not change them."""
    return random.Random(":".join(map(str, what)))  # noqa: S311 - demo data, no secret


def address(district: str | None, street: str | None, number: int) -> str:
    """Return an invented address in a real street."""
    patterns, is_new = words()["addresses"], district == TOWNS_OF
    area = patterns["new_area" if is_new else "district"] if district else ""
    part = patterns["town" if is_new else "street"] if street else ""
    whole = patterns["city"] + area + part + patterns["road"]
    return str(whole).format(district=district, street=street, number=number)


def landline(number: int) -> str:
    """Return a landline that nobody has: local numbers never begin with 0."""
    return str(words()["landline"]).format(number=number % 10_000)
