"""The article files that officers and editors write."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from helpdesk.errors import ConfigurationError
from helpdesk.knowledge.fields import DAYS, FIELDS, NEEDED
from helpdesk.models import Confidence

ARTICLES = Path(__file__).with_name("articles")
KEY = "id"  # as files call it
KNOWN = {KEY, *FIELDS}
LISTS = ("asks", "evidence")
TEXTS = ("title", "chat", "spoken", "source", "reviewer")


def read_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the entries of every file, checked, in the order of the files."""
    known: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8")) or []:
            article = _checked(entry, path)
            if other := known.get(article["key"]):
                raise ConfigurationError(
                    f"{path.name}: {article['key']} is in {other} as well"
                )
            known[article["key"]] = path.name
            yield article


def _checked(entry: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return an entry ready for the database, or say what is wrong with it."""
    where = f"{path.name}: {entry.get(KEY)}"
    if missing := {KEY, *NEEDED} - entry.keys():
        raise ConfigurationError(f"{where}: {', '.join(sorted(missing))} missing")
    if unknown := entry.keys() - KNOWN:
        raise ConfigurationError(f"{where}: {', '.join(sorted(unknown))} unknown")
    if entry["confidence"] not in set(Confidence):
        raise ConfigurationError(f"{where}: confidence is A, B, C or D")
    days = {name: entry.get(name) for name in DAYS}
    if not all(day is None or isinstance(day, date) for day in days.values()):
        raise ConfigurationError(f"{where}: days are YYYY-MM-DD")
    if not all(isinstance(entry[name], list) for name in LISTS):
        raise ConfigurationError(f"{where}: asks and evidence are lists")
    return {
        "key": entry[KEY],
        **{name: str(entry[name]).strip() for name in TEXTS},
        **{name: [str(each) for each in entry[name]] for name in LISTS},
        **days,
        "year": entry["year"],
        "confidence": Confidence(entry["confidence"]),
    }
