"""Who may open which page: a table that a supervisor can read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from helpdesk.errors import ConfigurationError
from helpdesk.models import OfficerRole
from helpdesk.officers import Pending

FILE = Path(__file__).with_name("rights.yml")

type Roles = frozenset[OfficerRole]

SIGNED_IN: Roles = frozenset(OfficerRole)
STEP = "entering"


@cache
def rights(file: Path = FILE) -> Mapping[str, Roles | None]:
    """Return the roles that may open each page; none is needed where it is None.

    Raises:
        ConfigurationError: A line names a role that there is not.
    """
    said = yaml.safe_load(file.read_text("utf-8"))
    return MappingProxyType({name: _roles(name, who) for name, who in said.items()})


def may(role: OfficerRole, page: str, *, file: Path = FILE) -> bool:
    """Tell whether officers of a role may open a page; one not named is shut."""
    allowed = rights(file).get(page, frozenset())
    return allowed is None or role in allowed


def is_open(page: str, *, file: Path = FILE) -> bool:
    """Tell whether a page is for everybody, signed in or not."""
    return page in rights(file) and rights(file)[page] is None


@cache
def steps(file: Path = FILE) -> Mapping[str, frozenset[Pending]]:
    """Return the pages that open before one is wholly signed in, each at its step.

    Raises:
        ConfigurationError: A line names a step that there is not.
    """
    said = yaml.safe_load(file.read_text("utf-8"))
    return MappingProxyType(
        {name: _steps(name, who) for name, who in said.items() if _is_step(who)}
    )


def is_step(page: str, pending: Pending) -> bool:
    """Tell whether a page opens to who still has this to do."""
    return pending in steps().get(page, ())


def _is_step(who: str | list[str]) -> bool:
    return isinstance(who, str) and who.startswith(STEP)


def _steps(page: str, who: str) -> frozenset[Pending]:
    name = who.removeprefix(STEP).strip()
    try:
        return frozenset(Pending) if not name else frozenset({Pending(name)})
    except ValueError as error:
        raise ConfigurationError(f"{FILE.name}: {page}: {error}") from None


def _roles(page: str, who: str | list[str]) -> Roles | None:
    if who == "everybody":
        return None
    if who == "anybody" or _is_step(who):
        return SIGNED_IN
    try:
        return frozenset(map(OfficerRole, who))
    except ValueError as error:
        raise ConfigurationError(f"{FILE.name}: {page}: {error}") from None
