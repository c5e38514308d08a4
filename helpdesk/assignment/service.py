"""Assignment by rule 派单: who gets a ticket, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.assignment.choosing import FILE, NEVER, Chosen, Hand, choose, fits, weight
from helpdesk.assignment.loading import load
from helpdesk.assignment.repository import AssignmentRepository
from helpdesk.audit import SYSTEM, Actor
from helpdesk.casework import casework
from helpdesk.casework.verbs import verb
from helpdesk.conversations.hours import desk
from helpdesk.database import glance, unit_of_work
from helpdesk.models import AssignmentRule, Ticket
from helpdesk.rules import rules
from helpdesk.scope import NOWHERE, Scope

AT_ONCE = 50
"""Tickets given out in one go; then other jobs have their turn."""

PUT_OFF_AT_ONCE = 200
"""Tickets that are put off together: a night without duty leaves thousands."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule makes of a ticket: who gets it, or why nobody does."""

    ticket: Ticket
    chosen: Chosen | None
    why: str


class AssignmentService:
    """Gives new tickets to officers by the supervisors' rules."""

    async def give_out(self, sessions: async_sessionmaker[AsyncSession]) -> int:
        """Give out what nobody has, each in its own transaction; return how many."""
        given = 0
        for _ in range(AT_ONCE):
            async with glance(sessions) as session:
                if not await self._is_waiting(session):
                    break
            async with unit_of_work(sessions) as session:
                outcome = await self.give_next(session)
            if outcome is None:
                break
            given += outcome.chosen is not None
        return given

    async def give_next(self, session: AsyncSession) -> Outcome | None:
        """Give the oldest ticket that nobody has to somebody; None: there is none.

        One that finds nobody is looked at again in a minute: duty changes.
        """
        repository, now = AssignmentRepository(session), clock.now()
        await repository.hold_all()
        waiting = await repository.list_waiting(now=now, since=_since(now), limit=1)
        if not waiting:
            return None
        outcome = await self.give(session, waiting[0], by=SYSTEM)
        if outcome.chosen is None:
            await self._put_off(session, now)
        return outcome

    async def give(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor
    ) -> Outcome:
        """Give one ticket to whom the rules name; its timeline says why."""
        repository = AssignmentRepository(session)
        active, on_duty = await repository.list_active(), await hands(session)
        outcome = decide(ticket, active, on_duty, is_open=desk().is_open)
        if outcome.chosen is not None:
            officer = outcome.chosen.hand.officer
            await casework.assign(
                session, ticket, by=by, officer_id=officer.id, why=outcome.why
            )
            await repository.note_turn(officer.id, clock.now())
            await repository.forget_try(ticket.id)
        return outcome

    async def dry_run(
        self,
        session: AsyncSession,
        scope: Scope,
        *,
        limit: int = 50,
        draft: AssignmentRule | None = None,
    ) -> list[Outcome]:
        """Say what would become of the newest tickets if they came in one by one now.

        A draft is asked where it stands among the rules; nothing is given.
        """
        repository = AssignmentRepository(session)
        active = [r for r in await repository.list_active() if not _is(r, draft)]
        asked = sorted([*active, draft] if draft else active, key=lambda r: r.position)
        tickets = await repository.list_latest(scope, limit=limit)
        on_duty, is_open, outcomes = await hands(session), desk().is_open, []
        for ticket in reversed(tickets):
            outcome = decide(ticket, asked, on_duty, is_open=is_open)
            outcomes.append(outcome)
            if outcome.chosen is not None:
                on_duty = _loaded(on_duty, outcome.chosen.hand, ticket)
        return outcomes[::-1]

    async def load(self, session: AsyncSession) -> None:
        """Bring the shipped rules in; what supervisors changed stays theirs."""
        await load(session)

    async def _is_waiting(self, session: AsyncSession) -> bool:
        """Look without a lock whether there is anything to give out."""
        now = clock.now()
        repository = AssignmentRepository(session)
        return await repository.is_waiting(now=now, since=_since(now))

    async def _put_off(self, session: AsyncSession, now: datetime) -> None:
        """Look in a minute again at the oldest for whom nobody is there."""
        repository = AssignmentRepository(session)
        waiting = await repository.list_waiting(
            now=now, since=_since(now), limit=PUT_OFF_AT_ONCE
        )
        active, on_duty = await repository.list_active(), await hands(session)
        is_open = desk().is_open
        alone = [
            ticket.id
            for ticket in waiting
            if decide(ticket, active, on_duty, is_open=is_open).chosen is None
        ]
        pause = timedelta(seconds=rules(FILE)["again_after_seconds"])
        await repository.try_again(alone, now + pause)


def _since(now: datetime) -> datetime:
    return now - timedelta(days=rules(FILE)["oldest_days"])


def decide(
    ticket: Ticket,
    asked: Sequence[AssignmentRule],
    on_duty: Sequence[Hand],
    *,
    is_open: bool,
) -> Outcome:
    """Ask the rules in their order; the first with somebody on duty counts."""
    fitting = [rule for rule in asked if fits(rule, ticket, is_open=is_open)]
    for rule in fitting:
        chosen = choose(rule, ticket, on_duty)
        if chosen is not None:
            return Outcome(ticket, chosen, chosen.why)
    said = rules(FILE)["nobody"]
    if not fitting:
        return Outcome(ticket, None, said["no_rule"])
    return Outcome(ticket, None, said["nobody"].format(rule=fitting[0].name))


async def hands(session: AsyncSession) -> list[Hand]:
    """Return the officers on duty with what lies on their desks."""
    repository = AssignmentRepository(session)
    counts: Counter[int] = Counter()
    loads: Counter[int] = Counter()
    for officer_id, priority, status, count in await repository.desks():
        counts[officer_id] += count
        loads[officer_id] += count * weight(priority, status)
    turns = await repository.turns()
    return [
        Hand(
            officer,
            _scope(officer.organisation_id, path),
            counts[officer.id],
            loads[officer.id],
            turns.get(officer.id, NEVER),
        )
        for officer, path in await repository.list_on_duty(verb("answer").roles)
    ]


def _scope(organisation_id: int | None, path: str | None) -> Scope:
    if organisation_id is None:
        return Scope()
    return Scope(path) if path else NOWHERE


def _loaded(on_duty: Sequence[Hand], taker: Hand, ticket: Ticket) -> list[Hand]:
    """Return the desks after one more ticket was put on one."""
    more = replace(
        taker,
        count=taker.count + 1,
        load=taker.load + weight(ticket.priority, ticket.status),
        last_at=clock.now(),
    )
    return [more if hand is taker else hand for hand in on_duty]


def _is(rule: AssignmentRule, draft: AssignmentRule | None) -> bool:
    return draft is not None and draft.id is not None and rule.id == draft.id


assignment = AssignmentService()
