"""SQL of macros."""

from collections.abc import Sequence

from sqlalchemy import or_, select, update

from helpdesk.models import Macro, Officer
from helpdesk.repository import Repository


class MacroRepository(Repository):
    """Questions about macros, and about the officers whom they name."""

    async def by_id(self, macro_id: int) -> Macro | None:
        """Return the macro with this key."""
        return await self.session.get(Macro, macro_id)

    async def list_for(
        self, *, skill: str | None, paths: Sequence[str]
    ) -> Sequence[Macro]:
        """Return the macros for a kind of ticket, the most used first."""
        statement = select(Macro).where(
            Macro.active,
            or_(Macro.skill.is_(None), Macro.skill == skill),
            or_(Macro.path.is_(None), Macro.path.in_(paths)),
        )
        ordered = statement.order_by(Macro.used.desc(), Macro.id)
        return (await self.session.scalars(ordered)).all()

    async def list_all(
        self, *, paths: Sequence[str], below: str | None
    ) -> Sequence[Macro]:
        """Return the city's macros, and those of a branch of the tree."""
        placed = or_(
            Macro.path.is_(None),
            Macro.path.in_(paths),
            Macro.path.startswith(below or "/", autoescape=True),
        )
        statement = select(Macro).where(placed).order_by(Macro.skill, Macro.name)
        return (await self.session.scalars(statement)).all()

    async def count_run(self, macro_id: int) -> None:
        """Count that a macro was run."""
        counted = update(Macro).where(Macro.id == macro_id)
        await self.session.execute(counted.values(used=Macro.used + 1))

    async def officer(self, officer_id: int) -> Officer:
        """Return an officer by key."""
        return await self.session.get_one(Officer, officer_id)

    async def officers_named(self, said: str) -> Sequence[Officer]:
        """Return the officers with this login or this name."""
        statement = select(Officer).where(
            Officer.active, or_(Officer.login == said, Officer.name == said)
        )
        return (await self.session.scalars(statement)).all()
