"""An index of articles in memory: BM25 over title, asks and text, and likeness to asks.

Terms are single characters and pairs of neighbours, which finds words that no
dictionary has, survives typing and hearing errors, and spares every process jieba's
dictionary (0.7 s and some 60 MB for 300 articles). Nor is a library taken for BM25:
rank-bm25 is not maintained, bm25s brings numpy and scipy and knows one field only;
what is needed stands here in some 40 lines.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.knowledge.terms import terms
from helpdesk.knowledge.tuning import tuning

Terms = Counter[str]

COMMON = 0.25  # of the articles; a term in more of them leads to none of them
FEW = 20  # articles, of which any may have any term


class Document(Protocol):
    """What is indexed of an article."""

    @property
    def key(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def asks(self) -> Sequence[str]:
        """How workers ask for it."""

    @property
    def chat(self) -> str:
        """What it says."""


@dataclass(frozen=True, slots=True)
class Query:
    """A text's terms with what each is worth."""

    worth: Mapping[str, float]
    whole: float


class ArticleIndex:
    """Says how well each article answers a text, from 0 to 1."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        known = list(documents)
        fields = {each.key: _fields(each) for each in known}
        asked = {each.key: (each.title, *each.asks) for each in known}
        spread = Counter(
            term for doc in fields.values() for term in frozenset().union(*doc.values())
        )
        self._size = len(fields)
        self._weights = _weights(fields)
        self._postings: dict[str, list[tuple[str, float]]] = {}
        for key, weights in self._weights.items():
            for term, weight in weights.items():
                if spread[term] <= COMMON * self._size or self._size < FEW:
                    self._postings.setdefault(term, []).append((key, weight))
        self._worths = {term: self._rarity(count) for term, count in spread.items()}
        self._rarest = self._rarity(0)
        self._asks = {key: self._ways(ways) for key, ways in asked.items()}

    def best(self, text: str) -> list[tuple[float, str]]:
        """Return the articles closest to a text, the best first."""
        query = self._query(text)
        likely = self._likely(query)
        close = [(self._score(query, key), key) for key in likely]
        return sorted(close, key=lambda pair: (-pair[0], pair[1]))

    def scores(self, text: str, keys: Iterable[str]) -> dict[str, float]:
        """Return how well each of some articles answers a text."""
        query = self._query(text)
        return {key: self._score(query, key) for key in keys}

    def _query(self, text: str) -> Query:
        worth = {
            term: self._worths.get(term, self._rarest)
            for term in frozenset(terms(text))
        }
        return Query(worth, sum(worth.values()) or 1.0)

    def _rarity(self, spread: int) -> float:
        """Return the inverse document frequency of a term in so many articles."""
        return math.log(1 + (self._size - spread + 0.5) / (spread + 0.5))

    def _likely(self, query: Query) -> list[str]:
        """Return the articles that are best by BM25; what most have tells nothing."""
        found: dict[str, float] = {}
        for term, worth in query.worth.items():
            for key, weight in self._postings.get(term, ()):
                found[key] = found.get(key, 0.0) + worth * weight
        ranked = sorted(found, key=lambda key: (-found[key], key))
        return ranked[: tuning().candidates]

    def _score(self, query: Query, key: str) -> float:
        share = tuning().closeness
        return share * self._closeness(query, key) + (1 - share) * self._bm25(
            query, key
        )

    def _bm25(self, query: Query, key: str) -> float:
        """Return BM25 as a share of what a perfect article would have."""
        weights = self._weights.get(key, {})
        found = (
            worth * weights[term]
            for term, worth in query.worth.items()
            if term in weights
        )
        return sum(found) / query.whole

    def _closeness(self, query: Query, key: str) -> float:
        """Return how much the text is like the most alike way to ask."""
        alike = (
            2
            * sum(query.worth[term] for term in ask & query.worth.keys())
            / (query.whole + whole)
            for ask, whole in self._asks.get(key, ())
        )
        return max(alike, default=0.0)

    def _ways(self, asks: Iterable[str]) -> list[tuple[frozenset[str], float]]:
        """Return each way to ask as its terms, and what they are worth together."""
        ways = [frozenset(terms(ask)) for ask in asks]
        return [(way, sum(self._worths[term] for term in way)) for way in ways]


def _weights(fields: Mapping[str, Mapping[str, Terms]]) -> dict[str, dict[str, float]]:
    """Return for each article BM25's weight of each of its terms."""
    usual = _usual_lengths(fields.values())
    saturation = tuning().saturation
    return {
        key: {
            term: frequency / (saturation + frequency)
            for term, frequency in _frequencies(doc, usual).items()
        }
        for key, doc in fields.items()
    }


def _fields(document: Document) -> dict[str, Terms]:
    texts = {
        "title": document.title,
        "asks": "\n".join(document.asks),
        "chat": document.chat,
    }
    return {name: Counter(terms(text)) for name, text in texts.items()}


def _usual_lengths(documents: Iterable[Mapping[str, Terms]]) -> dict[str, float]:
    docs = list(documents)
    return {
        name: sum(doc[name].total() for doc in docs) / len(docs) or 1.0
        for name in (docs[0] if docs else ())
    }


def _frequencies(
    document: Mapping[str, Terms], usual: Mapping[str, float]
) -> dict[str, float]:
    """Add up how often each term stands in the fields, each by its weight."""
    together: dict[str, float] = {}
    for name, counted in document.items():
        slope = tuning().lengths[name]
        size = sum(counted.values()) / usual[name]
        weight = tuning().weights[name] / (1 - slope + slope * size)
        for term, count in counted.items():
            together[term] = together.get(term, 0.0) + weight * count
    return together


__all__ = ["ArticleIndex", "Document"]
