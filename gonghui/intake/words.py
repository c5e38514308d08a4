"""What the import says, from words.yml."""

from pathlib import Path
from typing import Any

from helpdesk.rules import rules

FILE = Path(__file__).with_name("words.yml")


def say(name: str, **details: object) -> str:
    """Return a sentence, filled in."""
    return str(rules(FILE)[name]).format(**details)


def refusal(name: str, **details: object) -> str:
    """Return why a file is refused that no reader saw."""
    words: dict[str, Any] = rules(FILE)["refused"]
    return str(words[name]).format(**details)
