"""Changing how a ticket is handled; what that does to its limits is on record."""

from enum import Enum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.casework.acting import begin, let_go
from helpdesk.casework.repository import CaseworkRepository
from helpdesk.errors import InvalidInput
from helpdesk.models import (
    Audience,
    AuditAction,
    AuditSubject,
    DeadlineClass,
    EventKind,
    Priority,
    ServiceClass,
    Ticket,
    TicketEvent,
)
from helpdesk.officers import scope_of
from helpdesk.organisations import tree
from helpdesk.tickets import placing
from helpdesk.tickets.events import record
from helpdesk.tickets.handling import Handling, handling
from helpdesk.tickets.service import CATEGORY
from helpdesk.tickets.steps import reckon

type Facts = dict[str, Any]


class Keep(Enum):
    """What is left as it is."""

    KEEP = "keep"


KEEP = Keep.KEEP
TIMED = frozenset({"category", "deadline_class", "priority"})
"""What a change of moves the limits."""


class Changing:
    """Says how tickets are handled."""

    async def change(
        self,
        session: AsyncSession,
        ticket: Ticket,
        *,
        by: Actor,
        category: str | None = None,
        priority: Priority | None = None,
        service_class: ServiceClass | None = None,
        deadline_class: DeadlineClass | None = None,
        organisation_id: int | Keep | None = KEEP,
    ) -> TicketEvent | None:
        """Change what is given; where nothing is different there is no event.

        Another category brings its own classes unless others are given. The limits
        are reckoned anew from the opening. ``organisation_id`` None is the city's
        front desk.
        """
        ticket = (await begin(session, ticket, "change", by=by)).ticket
        if category is not None and category != ticket.category:
            rule = _rule(category)
            ticket.skill = rule.skill
            service_class = service_class or rule.service_class
            deadline_class = deadline_class or rule.deadline_class
        facts = _set(
            ticket,
            category=category,
            priority=priority,
            service_class=service_class,
            deadline_class=deadline_class,
        )
        if TIMED & facts.keys():
            facts |= await _limits(session, ticket, facts)
        if not isinstance(organisation_id, Keep):
            facts |= await _hand_over(session, ticket, organisation_id, by)
        if not facts:
            return None
        return await record(
            session,
            ticket,
            EventKind.changed,
            by=by,
            audience=Audience.officers,
            facts=facts,
        )


def _rule(category: str) -> Handling:
    if not CATEGORY.fullmatch(category):
        raise InvalidInput("a category is the name of an intent")
    return handling(category)


def _set(ticket: Ticket, **values: str | None) -> Facts:
    """Set what is given and different; return from what to what."""
    facts: Facts = {}
    for name, value in values.items():
        before = getattr(ticket, name)
        if value is not None and value != before:
            setattr(ticket, name, value)
            facts[name] = [before, value]
    return facts


async def _limits(session: AsyncSession, ticket: Ticket, changes: Facts) -> Facts:
    """Move the limits of a ticket to where they belong now."""
    raised = "priority" in changes and ticket.priority is Priority.urgent
    facts: Facts = await reckon(session, ticket, urgent_now=raised)
    if ticket.answered_at is None and "priority" in changes:
        facts |= _answer_limit(ticket)
    return facts


def _answer_limit(ticket: Ticket) -> Facts:
    """Move the limit of the first answer; what is hurried is never due later."""
    rule, old = handling(ticket.category, ticket.priority), ticket.answer_due_at
    new = rule.answer_due_at(ticket.created_at)
    if new < clock.now():
        new = rule.answer_due_at(clock.now())
        new = min(new, old) if old is not None else new
    ticket.answer_due_at = new
    return {"answer_due_at": [old and old.isoformat(), new.isoformat()]}


async def _hand_over(
    session: AsyncSession, ticket: Ticket, organisation_id: int | None, by: Actor
) -> Facts:
    """Give a ticket to another union; who does not see it there has it no more."""
    former = ticket.organisation_id
    if organisation_id == former:
        return {}
    union = organisation_id and await tree.by_id(session, organisation_id)
    placing.put(ticket, union or None)
    await session.flush()
    if ticket.officer_id is not None:
        officer = await CaseworkRepository(session).officer(ticket.officer_id)
        if officer and not (await scope_of(session, officer)).covers(ticket.path):
            ticket.officer_id = None
    let_go(ticket)
    await audit.record(
        session,
        AuditAction.moved,
        AuditSubject.ticket,
        ticket.id,
        by=by,
        before={"organisation_id": former},
        after={"organisation_id": organisation_id},
    )
    return {"organisation": [former, organisation_id]}
