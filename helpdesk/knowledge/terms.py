"""What a text is compared by: its characters and pairs of neighbours."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from helpdesk.knowledge.tuning import tuning

WORD = re.compile(r"[a-z0-9.%+]+|[㐀-鿿]+")


def terms(text: str) -> Iterator[str]:
    """Yield a text's terms; fillers are left out, and variants written one way.

    >>> list(terms("请问ＯＴ费多少呢"))
    ['ot', '费', '多', '少', '费多', '多少']
    """
    plain = _variants().sub(_written, unicodedata.normalize("NFKC", text).lower())
    for run in WORD.findall(plain):
        if run[0].isascii():
            yield run
        else:
            yield from run
            yield from map("".join, pairwise(run))


def _written(found: re.Match[str]) -> str:
    return tuning().same.get(found[0], " ")


@cache
def _variants() -> re.Pattern[str]:
    """Return what finds fillers and variants, the longest first."""
    known = sorted((*tuning().fillers, *tuning().same), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)))
