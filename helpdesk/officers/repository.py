"""SQL of officers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, true

from helpdesk.models import Officer, OfficerRole, Organisation
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which officers are listed."""

    words: str = ""
    role: OfficerRole | None = None
    is_active: bool | None = None


class OfficerRepository(Repository):
    """Questions about officers' accounts."""

    async def by_login(self, login: str) -> Officer | None:
        """Return the account with this login."""
        statement = select(Officer).where(Officer.login == login)
        return (await self.session.scalars(statement)).one_or_none()

    async def by_subject(self, subject: str) -> Officer | None:
        """Return who this is at the existing sign-on."""
        statement = select(Officer).where(Officer.sign_on_subject == subject)
        return (await self.session.scalars(statement)).one_or_none()

    async def by_id(self, officer_id: int, *, scope: Scope) -> Officer | None:
        """Return an account within a part of the tree."""
        statement = select(Officer).where(Officer.id == officer_id, _seen(scope))
        return (await self.session.scalars(statement)).one_or_none()

    async def list_by_name(
        self, wanted: Wanted, *, scope: Scope, limit: int
    ) -> Sequence[tuple[Officer, Organisation | None]]:
        """Return accounts with their unions: those that are open first, by name."""
        statement = (
            select(Officer, Organisation)
            .outerjoin(Organisation, Organisation.id == Officer.organisation_id)
            .where(_seen(scope), *_rules(wanted))
            .order_by(Officer.active.desc(), Officer.name, Officer.id)
            .limit(limit)
        )
        rows = (await self.session.execute(statement)).all()
        return [(officer, union) for officer, union in rows]

    async def hold_administrators(self) -> Sequence[Officer]:
        """Hold the open accounts of administrators until this transaction ends."""
        statement = (
            select(Officer)
            .where(
                Officer.role == OfficerRole.administrator,
                Officer.active.is_(True),
                Officer.organisation_id.is_(None),
            )
            .order_by(Officer.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).all()


def _seen(scope: Scope) -> ColumnElement[bool]:
    """Match the officers of a part of the tree; the city's are the whole city's."""
    if scope.path is None:
        return true()
    seen = select(Organisation.id).where(within(Organisation.path, scope))
    return Officer.organisation_id.in_(seen)


def _rules(wanted: Wanted) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if wanted.words:
        named = Officer.name.contains(wanted.words, autoescape=True)
        rules.append(or_(named, Officer.login.contains(wanted.words, autoescape=True)))
    if wanted.role is not None:
        rules.append(Officer.role == wanted.role)
    if wanted.is_active is not None:
        rules.append(Officer.active.is_(wanted.is_active))
    return rules
