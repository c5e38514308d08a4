"""The form of an account: as it is shown, filled in, and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.console.names import names
from helpdesk.errors import InvalidInput
from helpdesk.models import Officer, OfficerRole
from helpdesk.officers import Profile

LARGEST = 2**31


class Unfit(InvalidInput):
    """Something in the form will not do; ``said`` is what the console says of it."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form holds."""

    login: str = ""
    name: str = ""
    role: str = OfficerRole.case_officer
    union: str = ""
    skills: Sequence[str] = ()
    sign_on_subject: str = ""
    id: int | None = None
    is_active: bool = True
    has_factor: bool = False

    @property
    def union_id(self) -> int | None:
        """Return the union that is chosen; None: the whole city."""
        is_key = self.union.isascii() and self.union.isdigit()
        return int(self.union) if is_key and int(self.union) < LARGEST else None


def sheet_of(officer: Officer, *, has_factor: bool) -> Sheet:
    """Return an account as its form shows it."""
    return Sheet(
        login=officer.login,
        name=officer.name,
        role=officer.role,
        union=str(officer.organisation_id or ""),
        skills=officer.skills,
        sign_on_subject=officer.sign_on_subject or "",
        id=officer.id,
        is_active=officer.active,
        has_factor=has_factor,
    )


def filled(form: Mapping[str, str], skills: Sequence[str]) -> Sheet:
    """Return a form as it was filled in."""
    return Sheet(
        login=form.get("login", "").strip(),
        name=form.get("name", "").strip(),
        role=form.get("role", ""),
        union=form.get("union", ""),
        skills=[each for each in skills if each in names().skills],
        sign_on_subject=form.get("sign_on_subject", "").strip(),
    )


def read(sheet: Sheet) -> Profile:
    """Return what a form asks for.

    Raises:
        Unfit: Something is missing.
    """
    if not sheet.name:
        raise Unfit("name_missing")
    if sheet.role not in set(OfficerRole):
        raise Unfit("role_unknown")
    role = OfficerRole(sheet.role)
    return Profile(sheet.name, role, sheet.union_id, sheet.skills)
