"""An article as an editor's form has it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from helpdesk.knowledge.fields import WRITTEN
from helpdesk.models import Article, Confidence
from helpdesk.texts import tidy

LINES = frozenset({"asks", "evidence"})
DAYS = frozenset({"valid_from", "valid_to"})
LONGEST = 4000
EMPTY: Mapping[str, Any] = {
    name: [] if name in LINES else None if name in DAYS else "" for name in WRITTEN
}


def read_content(form: Mapping[str, str]) -> dict[str, Any]:
    """Read what an editor wrote; what makes no sense is left out, and found missing."""
    said = {name: tidy(form.get(name, ""), limit=LONGEST) for name in WRITTEN}
    return {name: _value(name, text) for name, text in said.items()}


def content_of(article: Article) -> dict[str, Any]:
    """Return what an editor may write of an article as it is."""
    return {name: getattr(article, name) for name in WRITTEN}


def shown(content: Mapping[str, Any]) -> dict[str, str]:
    """Write a content into the form's fields."""
    return {name: _text(content.get(name)) for name in WRITTEN}


def _value(name: str, text: str) -> object:
    if name in LINES:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if name in DAYS:
        return _day(text)
    if name == "year":
        return int(text) if text.isascii() and text.isdigit() and text else None
    if name == "confidence":
        return Confidence(text) if text in set(Confidence) else None
    return text.replace("\r\n", "\n")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)
