"""Escalation: limits that come near or pass are seen to, each step once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock, workdays
from helpdesk.audit import SYSTEM
from helpdesk.casework.leading import FILE, raise_to
from helpdesk.casework.leading_repository import RUNNING, LeadingRepository
from helpdesk.clock import SHENZHEN
from helpdesk.database import read_only, unit_of_work
from helpdesk.models import Audience, EventKind, Ticket, TicketStatus
from helpdesk.rules import rules
from helpdesk.tickets.clocks import known_due
from helpdesk.tickets.events import record
from helpdesk.tickets.handling import reopening_days
from helpdesk.tickets.steps import move

AT_ONCE = 100  # tickets in one round; the rest has its turn in the next

type Sessions = async_sessionmaker[AsyncSession]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done about a limit."""

    name: str
    clock: str
    soon: int
    late: int
    level: int
    reads: Audience
    says: str


def steps() -> list[Step]:
    """Return what is done about limits, the earliest first."""
    return [
        Step(
            name=name,
            clock=row["clock"],
            soon=row.get("soon", 0),
            late=row.get("late", 0),
            level=row["level"],
            reads=Audience(row["reads"]),
            says=row["says"],
        )
        for name, row in rules(FILE)["steps"].items()
    ]


async def escalate_due(sessions: Sessions) -> int:
    """Take every step that is due, and return how many were taken.

    Each ticket is a transaction of its own; who takes a step holds the ticket and
    looks again, so that two workers take it once.
    """
    taken = 0
    for step in steps():
        async with read_only(sessions) as session:
            due = await _due(session, step)
        for ticket_id in due:
            async with unit_of_work(sessions) as session:
                taken += await _take(session, step, ticket_id)
    return taken


async def close_due(sessions: Sessions) -> int:
    """Close what was settled and that nobody came back to; return how many."""
    now = clock.now()
    midnight = now.astimezone(SHENZHEN).replace(hour=0, minute=0, second=0)
    async with read_only(sessions) as session:
        due = await LeadingRepository(session).list_to_close(
            settled_before=midnight - timedelta(days=reopening_days()),
            merged_before=midnight,
            limit=AT_ONCE,
        )
    for ticket_id in due:
        async with unit_of_work(sessions) as session:
            await _close(session, ticket_id)
    return len(due)


async def _due(session: AsyncSession, step: Step) -> Sequence[int]:
    repository, today = LeadingRepository(session), clock.today()
    if step.clock == "answer":
        return await repository.list_answered_late(
            step.name, before=clock.now(), limit=AT_ONCE
        )
    before, since = _days(step, today)
    return await repository.list_settled_late(
        step.name, due_before=before, due_from=since, limit=AT_ONCE
    )


def _days(step: Step, today: date) -> tuple[date, date | None]:
    """Return the days of limits for which a step is due: before one, from another."""
    if step.soon:
        return workdays.after(today, step.soon) + workdays.ONE_DAY, today
    return workdays.before(today, step.late), None


async def _take(session: AsyncSession, step: Step, ticket_id: int) -> bool:
    repository = LeadingRepository(session)
    ticket = await repository.hold(ticket_id)
    runs = ticket.status in RUNNING
    if not runs or not await repository.is_due(ticket_id, step.name):
        return False
    due = known_due(ticket)
    text = step.says.format(due=rules(FILE)["day"].format(month=due.month, day=due.day))
    facts = {"step": step.name, "due_on": str(ticket.due_on)}
    if step.level:
        await raise_to(
            session,
            ticket,
            step.level,
            by=SYSTEM,
            text=text,
            audience=step.reads,
            facts=facts,
        )
        return True
    await record(
        session,
        ticket,
        EventKind.note,
        by=SYSTEM,
        text=text,
        audience=step.reads,
        facts={**facts, "to": ticket.officer_id},
    )
    return True


async def _close(session: AsyncSession, ticket_id: int) -> None:
    """Close a ticket that is still settled; one that was merged ends without a word."""
    ticket: Ticket = await LeadingRepository(session).hold(ticket_id)
    if ticket.status is TicketStatus.resolved:
        merged = ticket.merged_into_id is not None
        await move(
            session,
            ticket,
            to=TicketStatus.closed,
            by=SYSTEM,
            audience=Audience.officers if merged else Audience.worker,
        )
