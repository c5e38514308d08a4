"""What a text is found by: pairs of neighbouring characters, words of letters, numbers.

Pairs need no dictionary: a word is found however a segmenter would have cut the text
around it, in what a recogniser misheard, and in names that no dictionary has. Only a
question is cut into words (``helpdesk.search.question``).
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from language.normalise import FOLDED

LONGEST_TOKEN = 40  # characters of a word of letters or digits; the rest tells nothing
_HAN = "㐀-鿿豈-﫿𠀀-𲎯"
RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")


def folded(text: str) -> str:
    """Fold width, case and traditional characters; drop what nobody says.

    >>> folded("拖欠工資 ＡＢ😀")
    '拖欠工资 ab'
    """
    return text.translate(FOLDED)


def is_han(run: str) -> bool:
    """Tell whether a run is of Chinese characters."""
    return bool(re.match(rf"[{_HAN}]", run))


def terms(text: str) -> Iterator[str]:
    """Yield the terms of a folded text, some more than once.

    >>> list(terms("拖欠工资，ot费3000元"))
    ['拖欠', '欠工', '工资', 'ot', '3000']
    """
    for run in RUN.findall(text):
        if is_han(run):
            yield from map("".join, pairwise(run))
        else:
            yield run[:LONGEST_TOKEN]
