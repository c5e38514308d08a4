"""Employers' names, folded so that two reports of one employer meet."""

import unicodedata

from helpdesk.errors import InvalidInput
from helpdesk.risk.policy import RULES
from helpdesk.rules import rules


def fold(employer: str) -> str:
    """Return what is left of a name without width, marks, city and legal form.

    >>> fold("深圳市岚禾电子（集团）有限公司"), fold(" 岚禾电子(集团) ")
    ('岚禾电子集团', '岚禾电子集团')
    """
    plain = unicodedata.normalize("NFKC", employer).casefold()
    name = "".join(c for c in plain if unicodedata.category(c)[0] in "LN")
    if not name:
        raise InvalidInput("a risk has an employer")
    return _without_form(name) or name


def _without_form(name: str) -> str:
    book = rules(RULES)
    for prefix in book["prefixes"]:
        name = name.removeprefix(prefix)
    for suffix in book["suffixes"]:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name
