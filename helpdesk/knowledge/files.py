"""The article files that officers and editors write."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from helpdesk.errors import ConfigurationError
from helpdesk.models import Confidence

ARTICLES = Path(__file__).with_name("articles")
NEEDED = {
    "id",
    "title",
    "asks",
    "chat",
    "spoken",
    "year",
    "source",
    "confidence",
    "evidence",
    "reviewer",
    "reviewed_on",
}
OPTIONAL = {"valid_from", "valid_to"}
UNKEPT = ("id", "asks", "evidence", "reviewer", "reviewed_on")


def read_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the entries of every file, checked, in the order of the files."""
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8")) or []:
            yield _checked(entry, path)


def _checked(entry: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return an entry ready for the database, or say what is wrong with it."""
    where = f"{path.name}: {entry.get('id')}"
    if missing := NEEDED - entry.keys():
        raise ConfigurationError(f"{where}: {', '.join(sorted(missing))} missing")
    if unknown := entry.keys() - NEEDED - OPTIONAL:
        raise ConfigurationError(f"{where}: {', '.join(sorted(unknown))} unknown")
    if entry["confidence"] not in set(Confidence):
        raise ConfigurationError(f"{where}: confidence is A, B, C or D")
    days = {name: entry.get(name) for name in sorted(OPTIONAL)}
    if not all(day is None or isinstance(day, date) for day in days.values()):
        raise ConfigurationError(f"{where}: valid_from and valid_to are YYYY-MM-DD")
    texts = {
        name: entry[name].strip() for name in ("title", "chat", "spoken", "source")
    }
    confidence = Confidence(entry["confidence"])
    kept = {name: value for name, value in entry.items() if name not in UNKEPT}
    intent = entry["id"].partition(".")[0]
    return {**kept, **days, **texts, "intent": intent, "confidence": confidence}
