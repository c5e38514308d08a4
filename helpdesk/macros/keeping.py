"""Keeping macros: written as lines, read before they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.macros.reading import read
from helpdesk.macros.repository import MacroRepository
from helpdesk.macros.words import fault
from helpdesk.models import AuditAction, AuditSubject, Macro, Officer
from helpdesk.organisations import organisations
from helpdesk.scope import Scope
from helpdesk.texts import tidy
from helpdesk.tickets.handling import skills

NAME_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Draft:
    """A macro as an officer writes it."""

    name: str
    script: str
    skill: str | None = None


class MacroKeeping:
    """Adds, changes and puts by the macros of a supervisor's union."""

    async def listed(self, session: AsyncSession, officer: Officer) -> Sequence[Macro]:
        """Return the macros that an officer sees: of the own union, above and below."""
        path = await organisations.path_of(session, officer.organisation_id)
        return await MacroRepository(session).list_all(
            paths=organisations.above(path), below=path
        )

    async def by_id(
        self, session: AsyncSession, macro_id: int, officer: Officer
    ) -> Macro:
        """Return a macro that an officer sees: of the own union, above or below."""
        macro = await MacroRepository(session).by_id(macro_id)
        path = await organisations.path_of(session, officer.organisation_id)
        if macro is None or not _is_seen(macro, path):
            raise NotFound("no such macro")
        return macro

    def may_change(self, macro: Macro, officer: Officer) -> bool:
        """Tell whether a macro is of the officer's own union, or any for the city's."""
        return officer.organisation_id in (None, macro.organisation_id)

    async def add(
        self, session: AsyncSession, draft: Draft, *, officer: Officer, by: Actor
    ) -> Macro:
        """Keep a new macro for the officer's union.

        Raises:
            InvalidInput: Something is wrong with it; the reason is in Chinese.
        """
        macro = Macro(
            organisation_id=officer.organisation_id,
            path=await organisations.path_of(session, officer.organisation_id),
            **await _checked(session, draft),
        )
        session.add(macro)
        await session.flush()
        await _note(session, AuditAction.created, macro, by)
        return macro

    async def change(
        self,
        session: AsyncSession,
        macro: Macro,
        draft: Draft,
        *,
        officer: Officer,
        by: Actor,
    ) -> None:
        """Change a macro; whose it is stays."""
        self._refuse_others(macro, officer)
        for name, value in (await _checked(session, draft)).items():
            setattr(macro, name, value)
        macro.is_edited = True
        await _note(session, AuditAction.changed, macro, by)

    async def put_by(
        self,
        session: AsyncSession,
        macro: Macro,
        *,
        active: bool,
        officer: Officer,
        by: Actor,
    ) -> None:
        """Offer a macro no more, or again."""
        self._refuse_others(macro, officer)
        macro.active, macro.is_edited = active, True
        await _note(session, AuditAction.changed, macro, by)

    def _refuse_others(self, macro: Macro, officer: Officer) -> None:
        if not self.may_change(macro, officer):
            raise NotFound("no such macro among those that the officer keeps")


def _is_seen(macro: Macro, path: str | None) -> bool:
    above = macro.path in (None, *organisations.above(path))
    return above or path is None or Scope(path).covers(macro.path)


async def _checked(session: AsyncSession, draft: Draft) -> dict[str, object]:
    name = tidy(draft.name, limit=NAME_LIMIT + 1)
    if not name or len(name) > NAME_LIMIT:
        raise InvalidInput(fault("name"))
    if draft.skill and draft.skill not in skills():
        raise InvalidInput(fault("skill"))
    steps = [step.to_json() for step in await read(session, draft.script)]
    return {"name": name, "skill": draft.skill or None, "steps": steps}


async def _note(
    session: AsyncSession, action: AuditAction, macro: Macro, by: Actor
) -> None:
    kept = {"name": macro.name, "steps": macro.steps, "active": macro.active}
    await audit.record(session, action, AuditSubject.macro, macro.id, by=by, after=kept)
