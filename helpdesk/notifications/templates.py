"""The texts of short messages."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from helpdesk.errors import ConfigurationError

FILE = Path(__file__).with_name("templates.yml")


@cache
def _templates() -> dict[str, str]:
    templates: dict[str, str] = yaml.safe_load(FILE.read_text("utf-8"))
    return templates


def render(template: str, values: Mapping[str, str]) -> str:
    """Fill a template in; every value it names must be there."""
    try:
        return _templates()[template].format_map(values)
    except KeyError as missing:
        raise ConfigurationError(f"short message {template!r}: no {missing}") from None
