"""The table of rights as people read it: deeds down, roles across."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from api.console.names import names
from api.console.rights import SIGNED_IN, rights
from helpdesk.models import OfficerRole

FILE = Path(__file__).with_name("deeds.yml")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that some roles may do, and others not."""

    title: str
    marks: tuple[bool, ...]
    """Whether each role may, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Group:
    """Deeds of one kind."""

    title: str
    deeds: tuple[Deed, ...]


@cache
def deeds() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Read what the pages are for, once."""
    said: dict[str, dict[str, list[str]]] = yaml.safe_load(FILE.read_text("utf-8"))
    return said


def columns() -> Sequence[str]:
    """Return the roles, as the table's head names them."""
    return [names().roles[role] for role in OfficerRole]


def groups() -> Sequence[Group]:
    """Return what may be done; a deed is a role's if all of its pages are."""
    return [
        Group(title, tuple(Deed(name, _marks(pages)) for name, pages in group.items()))
        for title, group in deeds().items()
    ]


def _marks(pages: Sequence[str]) -> tuple[bool, ...]:
    allowed = SIGNED_IN
    for page in pages:
        allowed = allowed & (rights()[page] or SIGNED_IN)
    return tuple(role in allowed for role in OfficerRole)
