"""Hot words, as recognisers want them told: how many, how long, how heavy.

Their documents, read in 2026:

* FunASR: "词 权重" a line; its developers advise at most 1,000 words of at most ten
  characters and weights of 10 to 30 (developer.aliyun.com/ask/586634 and /624720).
* Aliyun, 业务专属热词: a JSON object; 500 words of at most ten characters (of newer
  accounts fifteen, of older ones 128 words), weights -6 to 5, of which 2 is usual
  (help.aliyun.com/document_detail/98005.html).
* Tencent: "词|权重" a line; 1,000 words of at most ten characters, weights 1 to 10; 11
  and 100 force a word, also where another was said, and are not used here
  (cloud.tencent.com/document/api/1093/41111). A list sent along holds 128.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from speech.errors import BadAddress

HEAVIEST = 10
"""What the importance of a word goes up to, from 1."""

Words = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Format:
    """How one recogniser is told its hot words."""

    most: int
    longest: int
    weight: Callable[[int], int]
    """Of an importance from 1 to 10."""

    write: Callable[[Words], str]

    def written(self, words: Iterable[tuple[str, int]], *, most: int | None) -> str:
        """Write the first words that are taken, the most important first."""
        short = (pair for pair in words if len(pair[0]) <= self.longest)
        some = islice(short, min(most or self.most, self.most))
        return self.write({word: self.weight(importance) for word, importance in some})


def _lines(between: str) -> Callable[[Words], str]:
    return lambda words: "".join(
        f"{word}{between}{weight}\n" for word, weight in words.items()
    )


def _object(words: Words) -> str:
    return json.dumps(words, ensure_ascii=False, indent=1) + "\n"


FORMATS: Mapping[str, Format] = {
    "plain": Format(1000, 20, lambda importance: importance, _lines("\t")),
    "funasr": Format(1000, 10, lambda importance: 10 + 2 * importance, _lines(" ")),
    "aliyun": Format(500, 10, lambda importance: 1 + importance * 3 // 10, _object),
    "tencent": Format(1000, 10, lambda importance: importance, _lines("|")),
}


def read(file: Path) -> Words:
    """Read what was written for FunASR."""
    try:
        lines = [line.rpartition(" ") for line in file.read_text("utf-8").splitlines()]
        return {word: int(weight) for word, _, weight in lines if word}
    except (OSError, ValueError):
        raise BadAddress("the file of hot words can not be read") from None
