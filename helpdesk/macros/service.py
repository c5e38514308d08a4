"""Macros: steps that are taken together, written one a line."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.canned import canned
from helpdesk.errors import InvalidInput
from helpdesk.macros.keeping import MacroKeeping
from helpdesk.macros.loading import load
from helpdesk.macros.reading import read, steps_of, written
from helpdesk.macros.repository import MacroRepository
from helpdesk.macros.running import Done, Run, rehearse, take
from helpdesk.macros.steps import Step
from helpdesk.models import Macro, Officer, Ticket
from helpdesk.organisations import organisations


class MacroService(MacroKeeping):
    """Offers macros for a ticket and runs them; keeping them is inherited."""

    async def list_for(
        self, session: AsyncSession, ticket: Ticket, officer: Officer
    ) -> Sequence[Macro]:
        """Return the macros for a ticket, the most used first."""
        own = await organisations.path_of(session, officer.organisation_id)
        return await MacroRepository(session).list_for(
            skill=ticket.skill,
            paths=[*organisations.above(ticket.path), *organisations.above(own)],
        )

    async def run(
        self, session: AsyncSession, macro: Macro, ticket: Ticket, *, by: Actor
    ) -> list[Done]:
        """Take all the steps or none, and say what each did.

        Raises:
            InvalidInput: A text has an empty field; the reason is in Chinese.
            Conflict: The ticket does not allow a step.
        """
        run = await self._run(session, ticket, by)
        done = await take(run, steps_of(macro))
        await MacroRepository(session).count_run(macro.id)
        for text_id in run.used:
            await canned.count_use(session, text_id)
        return done

    async def preview(
        self, session: AsyncSession, macro: Macro, ticket: Ticket, *, by: Actor
    ) -> list[Done]:
        """Say what would be done; the session is one that keeps nothing."""
        return await rehearse(await self._run(session, ticket, by), steps_of(macro))

    async def script(self, session: AsyncSession, macro: Macro) -> str:
        """Return a macro as the lines that an officer writes."""
        return await written(session, steps_of(macro))

    async def read(self, session: AsyncSession, script: str) -> list[Step]:
        """Return the steps of a script, or say in Chinese what is wrong with it."""
        return await read(session, script)

    async def load(self, session: AsyncSession) -> None:
        """Bring the shipped macros in; what officers changed stays theirs."""
        await load(session)

    async def _run(self, session: AsyncSession, ticket: Ticket, by: Actor) -> Run:
        if by.officer_id is None:
            raise InvalidInput("only officers run macros")
        officer: Officer = await MacroRepository(session).officer(by.officer_id)
        return Run(session, ticket, officer, by)


macros = MacroService()
