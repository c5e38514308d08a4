"""The statutes behind the calculators, and what is cited of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("statutes.yml")
WHOLE = "全文"  # a notice without articles


@dataclass(frozen=True, slots=True)
class Citation:
    """One article of a statute, as a worker can look it up."""

    statute: str
    article: str
    in_force: date
    version: str
    says: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Statute:
    """A statute with the gist of the articles that are cited."""

    title: str
    in_force: date
    version: str
    confidence: str
    articles: Mapping[str, str]
    until: date | None = None

    def governs(self, day: date) -> bool:
        """Tell whether the statute was in force on a day."""
        return self.in_force <= day and (self.until is None or day <= self.until)


@cache
def statutes() -> dict[str, Statute]:
    """Return the statutes by the names the calculators use."""
    content = yaml.safe_load(FILE.read_text("utf-8"))
    return {name: Statute(**entry) for name, entry in content.items()}


def cite(name: str, *articles: str) -> tuple[Citation, ...]:
    """Cite articles of one statute."""
    of = statutes()[name]
    return tuple(
        Citation(
            statute=of.title,
            article=article,
            in_force=of.in_force,
            version=of.version,
            says=of.articles[article],
            confidence=of.confidence,
        )
        for article in articles
    )


def cite_in_force(
    day: date, candidates: Mapping[str, tuple[str, ...]]
) -> tuple[Citation, ...]:
    """Cite the one of several successive statutes that was in force on a day."""
    found = (name for name in candidates if statutes()[name].governs(day))
    return next((cite(name, *candidates[name]) for name in found), ())


def governing(day: date, citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Keep what was in force on a day: no article is cited back in time."""
    return tuple(citation for citation in citations if citation.in_force <= day)
