"""What the steps of a macro are called, read from words.yml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpdesk.macros.steps import Do
from helpdesk.rules import rules

FILE = Path(__file__).with_name("words.yml")


def book() -> Mapping[str, Any]:
    """Return the file."""
    return rules(FILE)


def verb(do: Do) -> str:
    """Return what a step is called."""
    called: str = book()["verbs"][do]
    return called


def choices(do: Do) -> Mapping[str, str]:
    """Return what may be set by a step, and what each is called."""
    known: Mapping[str, str] = book()["choices"].get(do, {})
    return known


def fault(name: str, **values: object) -> str:
    """Return what is wrong with a macro, in an officer's words."""
    sentence: str = book()["faults"][name]
    return sentence.format(**values)


def problem(name: str, **values: object) -> str:
    """Return why a step can not be taken, in an officer's words."""
    sentence: str = book()["problems"][name]
    return sentence.format(**values)
