"""The list of officers: what is asked for by the address, and what is shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.console.names import names
from helpdesk.models import Officer, OfficerRole, Organisation
from helpdesk.officers import Wanted

LONGEST = 40  # characters that are looked for


@dataclass(frozen=True, slots=True)
class Line:
    """An officer as a line."""

    id: int
    name: str
    login: str
    role: str
    union: str | None
    """Whose tickets are seen; None: the whole city's."""
    skills: tuple[str, ...]
    is_on_duty: bool
    is_active: bool


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """Read which officers are asked for; what makes no sense is left out."""
    role, state = query.get("role", ""), query.get("state", "open")
    return Wanted(
        words=query.get("words", "").strip().replace("\0", "")[:LONGEST],
        role=OfficerRole(role) if role in set(OfficerRole) else None,
        is_active=None if state == "all" else state != "closed",
    )


def line_of(officer: Officer, union: Organisation | None) -> Line:
    """Return an officer as a line."""
    return Line(
        id=officer.id,
        name=officer.name,
        login=officer.login,
        role=names().roles[officer.role],
        union=union.name if union else None,
        skills=tuple(names().skills.get(each, each) for each in officer.skills),
        is_on_duty=officer.on_duty,
        is_active=officer.active,
    )
