"""What officers do with tickets: who may, from which state, and who has to hold it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from helpdesk.models import Audience, OfficerRole, TicketStatus
from helpdesk.rules import rules

FILE = Path(__file__).with_name("verbs.yml")


class Hold(StrEnum):
    """Whose a ticket has to be for something to be done with it."""

    mine = "mine"  # who does it works on it; a free one is claimed by that
    free = "free"  # nobody else works on it, or a leader does it
    any = "any"


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that officers do."""

    name: str
    roles: frozenset[OfficerRole]
    states: frozenset[TicketStatus]
    hold: Hold
    needs_words: bool


@cache
def verb(name: str) -> Verb:
    """Return what the table says of a verb.

    >>> sorted(verb("supervise").roles)
    [<OfficerRole.supervisor: 'supervisor'>]
    """
    row = rules(FILE)["verbs"][name]
    return Verb(
        name=name,
        roles=frozenset(OfficerRole(one) for one in _listed(row["may"])),
        states=frozenset(TicketStatus(one) for one in _listed(row["from"])),
        hold=Hold(row["claim"]),
        needs_words=row.get("words") == "needed",
    )


def names() -> list[str]:
    """Return every verb there is."""
    return list(rules(FILE)["verbs"])


def is_leader(role: OfficerRole) -> bool:
    """Tell whether an officer may act on what others work on."""
    return role.value in rules(FILE)["groups"]["leaders"]


def read_by(role: OfficerRole) -> frozenset[Audience]:
    """Return the entries of a timeline that officers of a role read."""
    deepest = Audience(rules(FILE)["reads"].get(role, Audience.officers))
    layers = list(Audience)
    return frozenset(layers[: layers.index(deepest) + 1])


def _listed(said: str | list[str]) -> list[str]:
    """Return a list, or the one that a name stands for."""
    if isinstance(said, list):
        return said
    named: list[str] = rules(FILE)["groups"][said]
    return named
