"""One row as its person may read it: Chinese names, Chinese words, Beijing's time."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Table

from helpdesk.clock import SHENZHEN
from helpdesk.models import Base
from helpdesk.privacy.holdings import Holding, words

CENTS = "_cents"
SPOKEN = "segments"  # what makes a value the transcript of a call
STATES = frozenset({"before", "after"})  # kept as text, in the words of their owner


def written(holding: Holding, row: Mapping[Any, Any]) -> dict[str, Any]:
    """Write a row's fields; what is empty is left out."""
    table = Base.metadata.tables[holding.table]
    state = _owners_words(table, row)
    fields: dict[str, Any] = {}
    for name, label in holding.fields.items():
        value = row[name]
        if value is None or value in ("", {}, []):
            continue
        if name in STATES and isinstance(value, str):
            fields[label] = state(value)
        else:
            fields[label] = value / 100 if name.endswith(CENTS) else _said(value)
    return fields


def _said(value: object) -> object:
    """Write one value."""
    if isinstance(value, bool):
        return words()["bool"][value]
    if isinstance(value, Enum):
        return words()[type(value).__name__][value.value]
    if isinstance(value, datetime):
        return value.astimezone(SHENZHEN).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict) and SPOKEN in value:
        return [_speech(segment) for segment in value[SPOKEN]]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)["text"]
    if isinstance(value, list):
        return [_said(each) for each in value]
    return value


def _speech(segment: Mapping[str, str]) -> str:
    """Write what one side of a call said."""
    return f"{words()['Party'][segment['party']]}：{segment['text']}"


def _owners_words(table: Table, row: Mapping[Any, Any]) -> Callable[[str], str]:
    """Return how the states of the matter are said that a step belongs to."""
    for column in table.columns:
        for key in column.foreign_keys:
            status = key.column.table.c.get("status")
            if row[column.name] is not None and status is not None:
                kind = getattr(status.type, "enum_class", None)
                said = words().get(kind.__name__, {}) if kind else {}
                return lambda value: said.get(value, value)
    return lambda value: value
