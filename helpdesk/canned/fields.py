"""The fields of a canned text: plain places in it, each filled with one value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.errors import InvalidInput
from helpdesk.rules import rules

FILE = Path(__file__).with_name("fields.yml")
FIELD = re.compile(r"\{\{\s*([^{}\n]{1,20}?)\s*\}\}")
STRAY = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text that is ready to be read over, and what is still to be written into it."""

    text: str
    missing: tuple[str, ...] = ()


def fields() -> Mapping[str, str]:
    """Return what each field is called."""
    labels: Mapping[str, str] = rules(FILE)["fields"]
    return labels


def say() -> Mapping[str, Any]:
    """Return the words around fields."""
    words: Mapping[str, Any] = rules(FILE)["say"]
    return words


def fault(name: str, **values: object) -> str:
    """Return what is wrong with a canned text, in an officer's words."""
    sentence: str = rules(FILE)["faults"][name]
    return sentence.format(**values)


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Fill a text in; what has no value is marked, and named.

    >>> fill("{{称呼}}您好，工单{{number}}", {"number": "260715 000 018"})
    Filled(text='【请填写：称呼】您好，工单260715 000 018', missing=('称呼',))
    """
    missing: dict[str, None] = {}

    def written(found: re.Match[str]) -> str:
        name = _name(found[1])
        if name and values.get(name):
            return values[name]
        label = fields().get(name or "", found[1])
        missing[label] = None
        return blank(label)

    return Filled(FIELD.sub(written, text), tuple(missing))


def sample(text: str) -> Filled:
    """Fill a text in as it might be sent."""
    return fill(text, rules(FILE)["samples"])


def blank(field: str) -> str:
    """Return what stands where a field has no value."""
    sentence: str = say()["blank"]
    return sentence.format(field=field)


def check_fields(text: str) -> None:
    """Refuse a text with a field that there is not.

    Raises:
        InvalidInput: It has one; the reason is one for officers, in Chinese.
    """
    for found in FIELD.findall(text):
        if _name(found) is None:
            known = "、".join(fields().values())
            raise InvalidInput(fault("unknown", field=found, known=known))
    if STRAY.search(FIELD.sub("", text)):
        raise InvalidInput(fault("broken"))


def check_filled(words: str) -> None:
    """Refuse words that somebody forgot to finish.

    Raises:
        InvalidInput: A field or its mark is left; the reason is in Chinese.
    """
    mark = re.escape(blank("\0")).replace("\0", r"[^】\n]{1,20}")
    left = [found[0] for found in re.finditer(rf"{FIELD.pattern}|{mark}", words)]
    if left:
        raise InvalidInput(fault("unfilled", found="、".join(left)))


def _name(written: str) -> str | None:
    """Return which field is meant, by its name or by what it is called."""
    if written in fields():
        return written
    return next((name for name, label in fields().items() if label == written), None)
