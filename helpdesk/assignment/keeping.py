"""Keeping rules: a supervisor's, for the own part of the tree."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.assignment.choosing import FILE
from helpdesk.assignment.loading import STEP
from helpdesk.assignment.repository import AssignmentRepository
from helpdesk.audit import Actor, audit
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import (
    AssignmentRule,
    AuditAction,
    AuditSubject,
    DeskHours,
    Officer,
    OfficerRole,
    Priority,
    TicketSource,
)
from helpdesk.organisations import organisations
from helpdesk.rules import rules
from helpdesk.scope import Scope
from helpdesk.texts import tidy
from helpdesk.tickets.handling import categories, skills

NAME_LIMIT = 40
MOST = range(1, 1000)


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as a supervisor writes it."""

    name: str
    hours: str = DeskHours.always
    skills: Sequence[str] = ()
    categories: Sequence[str] = ()
    priorities: Sequence[str] = ()
    sources: Sequence[str] = ()
    organisation_id: int | None = None
    role: str = ""
    officer_ids: Sequence[int] = ()
    most: str = ""


class RuleKeeping:
    """Adds, changes and moves rules; each leaves a line in the audit log."""

    async def listed(
        self, session: AsyncSession, scope: Scope
    ) -> Sequence[AssignmentRule]:
        """Return the rules that concern a part of the tree, in their order."""
        return await AssignmentRepository(session).list_all(scope)

    async def by_id(
        self, session: AsyncSession, rule_id: int, scope: Scope
    ) -> AssignmentRule:
        """Return a rule of the own part of the tree, to be changed."""
        rule = await AssignmentRepository(session).by_id(rule_id)
        if rule is None or not scope.covers(rule.path):
            raise NotFound("no such rule")
        return rule

    async def officers(self, session: AsyncSession, scope: Scope) -> Sequence[Officer]:
        """Return whom a rule may name."""
        return await AssignmentRepository(session).list_named(scope)

    async def made(
        self, session: AsyncSession, draft: Draft, *, officer: Officer, scope: Scope
    ) -> AssignmentRule:
        """Return a rule that is not kept yet, at the end of the list.

        Raises:
            InvalidInput: Something is wrong with it; the reason is in Chinese.
        """
        last = await AssignmentRepository(session).last_position()
        fields = await _checked(session, draft, officer=officer, scope=scope)
        return AssignmentRule(position=last + STEP, active=True, **fields)

    async def add(
        self,
        session: AsyncSession,
        draft: Draft,
        *,
        officer: Officer,
        scope: Scope,
        by: Actor,
    ) -> AssignmentRule:
        """Keep a new rule; it is asked after those that are there."""
        rule = await self.made(session, draft, officer=officer, scope=scope)
        session.add(rule)
        await session.flush()
        await _note(session, AuditAction.created, rule, by)
        return rule

    async def change(
        self,
        session: AsyncSession,
        rule: AssignmentRule,
        draft: Draft,
        *,
        officer: Officer,
        scope: Scope,
        by: Actor,
    ) -> None:
        """Change what a rule says."""
        fields = await _checked(session, draft, officer=officer, scope=scope)
        for name, value in fields.items():
            setattr(rule, name, value)
        rule.is_edited = True
        await _note(session, AuditAction.changed, rule, by)

    async def put_by(
        self, session: AsyncSession, rule: AssignmentRule, *, active: bool, by: Actor
    ) -> None:
        """Ask a rule no more, or again."""
        rule.active, rule.is_edited = active, True
        await _note(session, AuditAction.changed, rule, by)

    async def raise_up(
        self, session: AsyncSession, rule: AssignmentRule, scope: Scope, *, by: Actor
    ) -> None:
        """Have a rule asked before the one that stands above it."""
        above = [
            each
            for each in await self.listed(session, scope)
            if (each.position, each.id) < (rule.position, rule.id)
            and scope.covers(each.path)
        ]
        if above:
            other = above[-1]
            rule.position, other.position = other.position, rule.position
            rule.is_edited = other.is_edited = True
            await _note(session, AuditAction.moved, rule, by)


async def _checked(
    session: AsyncSession, draft: Draft, *, officer: Officer, scope: Scope
) -> dict[str, object]:
    """Return the fields of a record, or say what is wrong."""
    name = tidy(draft.name, limit=NAME_LIMIT + 1)
    if not name or len(name) > NAME_LIMIT:
        raise InvalidInput(_fault("name"))
    if not draft.role and not draft.officer_ids:
        raise InvalidInput(_fault("whom"))
    union, path = await _place(session, draft, officer)
    if not scope.covers(path):
        raise NotFound("that union lies outside")
    return {
        "name": name,
        "hours": DeskHours(_one(draft.hours, set(DeskHours))),
        "skills": _all(draft.skills, skills()),
        "categories": _all(draft.categories, categories()),
        "priorities": _all(draft.priorities, set(Priority)),
        "sources": _all(draft.sources, set(TicketSource)),
        "organisation_id": union,
        "path": path,
        "role": OfficerRole(_one(draft.role, set(OfficerRole))) if draft.role else None,
        "officer_ids": await _named(session, draft.officer_ids, scope),
        "most": _most(draft.most),
    }


async def _place(
    session: AsyncSession, draft: Draft, officer: Officer
) -> tuple[int | None, str | None]:
    """Return for which part of the tree a rule is: the officer's own by default."""
    union = draft.organisation_id or officer.organisation_id
    return union, await organisations.path_of(session, union)


async def _named(
    session: AsyncSession, officer_ids: Sequence[int], scope: Scope
) -> list[int]:
    known = {each.id for each in await AssignmentRepository(session).list_named(scope)}
    if not known.issuperset(officer_ids):
        raise InvalidInput(_fault("officer"))
    return sorted(set(officer_ids))


def _all(said: Sequence[str], known: Collection[str]) -> list[str]:
    return [_one(each, known) for each in dict.fromkeys(said)]


def _one(said: str, known: Collection[str]) -> str:
    if said not in known:
        raise InvalidInput(_fault("value", said=said[:20]))
    return said


def _most(said: str) -> int | None:
    if not said.strip():
        return None
    number = int(said) if said.isascii() and said.isdigit() else 0
    if number not in MOST:
        raise InvalidInput(_fault("most"))
    return number


def _fault(name: str, **values: object) -> str:
    sentence: str = rules(FILE)["faults"][name]
    return sentence.format(**values)


async def _note(
    session: AsyncSession, action: AuditAction, rule: AssignmentRule, by: Actor
) -> None:
    kept = {"name": rule.name, "position": rule.position, "active": rule.active}
    await audit.record(
        session, action, AuditSubject.assignment_rule, rule.id, by=by, after=kept
    )


rules_of_assignment = RuleKeeping()
