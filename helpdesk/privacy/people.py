"""Finds the names of people inside a text, where the words beside them tell it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from helpdesk.privacy.masks import COMPOUND_SURNAMES
from helpdesk.rules import rules

FILE = Path(__file__).with_name("names.yml")


def named(text: str) -> Iterator[str]:
    """Yield the full names that a text introduces; a family name alone is none.

    >>> list(named("我叫王建国，找过陈秀英女士，刘师傅也在"))
    ['王建国', '陈秀英']
    """
    for found in _pattern().finditer(text):
        yield found["told"] or found["called"]


@cache
def _pattern() -> re.Pattern[str]:
    book = rules(FILE)
    given = f"[^{book['never']}\\W\\da-zA-Z_]"
    family = f"(?:{'|'.join(sorted(COMPOUND_SURNAMES))}|[{book['surnames']}])"
    name = f"(?!{'|'.join(book['words'])}){family}{given}{{1,2}}"
    before, after = "|".join(book["told"]), book["called"]
    return re.compile(f"(?:{before})(?P<told>{name})|(?P<called>{name})(?={after})")
