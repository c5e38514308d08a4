"""Rules of assignment: in their order, tried on the newest tickets before they hold."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from api.console.assignment.sheet import (
    draft_of,
    lines_of,
    outcomes_of,
    read_draft,
    tally,
)
from api.console.gate import ConsoleRoute
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.console.words import note_of, words
from api.services import Services, Use
from helpdesk.assignment import Draft, assignment, rules_of_assignment
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import InvalidInput
from helpdesk.models import AssignmentRule
from helpdesk.organisations import organisations

HERE = f"{PATH}/assignment"
LATEST = 50
RuleId = Annotated[int, Path(ge=1, lt=2**31)]

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page is opened with."""

    rule: AssignmentRule | None = None
    draft: Draft | None = None
    union: str = ""
    """The union's name as it was typed."""

    note: str | None = None
    error: str | None = None


@router.get("")
async def list_rules(request: Request, services: Use, visit: SignedIn) -> Response:
    """List the rules, with an empty sheet beside them."""
    return await _page(services, visit, Sheet(note=note_of(request)))


@router.get("/dry-run")
async def dry_run(services: Use, visit: SignedIn) -> Response:
    """Say what would become of the newest tickets if they came in now."""
    async with read_only(services.sessions) as session:
        found = await assignment.dry_run(session, visit.scope, limit=LATEST)
    return render(
        "assignment/dry_run",
        visit=visit,
        outcomes=outcomes_of(found),
        tally=tally(found),
        latest=LATEST,
    )


@router.get("/{rule_id}")
async def show_rule(
    rule_id: RuleId, request: Request, services: Use, visit: SignedIn
) -> Response:
    """Show a rule on the sheet."""
    async with read_only(services.sessions) as session:
        rule = await rules_of_assignment.by_id(session, rule_id, visit.scope)
        unions = await organisations.names_of(session, [rule.organisation_id])
    union = next(iter(unions.values()), "")
    sheet = Sheet(rule, draft_of(rule), union=union, note=note_of(request))
    return await _page(services, visit, sheet)


@router.post("")
async def add_rule(services: Use, visit: SignedIn) -> Response:
    """Keep a new rule; tried out first if that is asked for."""
    try:
        async with unit_of_work(services.sessions) as session:
            draft = await _draft(session, visit)
            rule = await rules_of_assignment.add(
                session,
                draft,
                officer=visit.officer,
                scope=visit.scope,
                by=visit.actor,
            )
    except InvalidInput as error:
        return await _refused(services, visit, error)
    return RedirectResponse(f"{HERE}/{rule.id}?said=saved", 303)


@router.post("/{rule_id}")
async def change_rule(rule_id: RuleId, services: Use, visit: SignedIn) -> Response:
    """Change what a rule says."""
    rule = None
    try:
        async with unit_of_work(services.sessions) as session:
            rule = await rules_of_assignment.by_id(session, rule_id, visit.scope)
            await rules_of_assignment.change(
                session,
                rule,
                await _draft(session, visit),
                officer=visit.officer,
                scope=visit.scope,
                by=visit.actor,
            )
    except InvalidInput as error:
        return await _refused(services, visit, error, rule=rule)
    return RedirectResponse(f"{HERE}/{rule_id}?said=saved", 303)


@router.post("/{rule_id}/switch")
async def switch_rule(rule_id: RuleId, services: Use, visit: SignedIn) -> Response:
    """Ask a rule no more, or again."""
    async with unit_of_work(services.sessions) as session:
        rule = await rules_of_assignment.by_id(session, rule_id, visit.scope)
        await rules_of_assignment.put_by(
            session, rule, active=not rule.active, by=visit.actor
        )
    return RedirectResponse(f"{HERE}?said=saved", 303)


@router.post("/{rule_id}/up")
async def raise_rule(rule_id: RuleId, services: Use, visit: SignedIn) -> Response:
    """Have a rule asked before the one above it."""
    async with unit_of_work(services.sessions) as session:
        rule = await rules_of_assignment.by_id(session, rule_id, visit.scope)
        await rules_of_assignment.raise_up(session, rule, visit.scope, by=visit.actor)
    return RedirectResponse(f"{HERE}?said=saved", 303)


@router.post("/try/out")
async def try_rule(services: Use, visit: SignedIn) -> Response:
    """Say what the rule on the sheet would change for the newest tickets."""
    try:
        async with read_only(services.sessions) as session:
            rule = await rules_of_assignment.made(
                session,
                await _draft(session, visit),
                officer=visit.officer,
                scope=visit.scope,
            )
            rule.position = _position(visit)
            found = await assignment.dry_run(
                session, visit.scope, limit=LATEST, draft=rule
            )
    except InvalidInput as error:
        return render("assignment/_tried", fault=_told(error), taken=(), latest=LATEST)
    taken = [each for each in found if each.chosen and each.chosen.rule is rule]
    return render(
        "assignment/_tried", fault=None, taken=outcomes_of(taken), latest=LATEST
    )


async def _draft(session: AsyncSession, visit: Visit) -> Draft:
    """Read the sheet; the union is looked up by its name.

    Raises:
        InvalidInput: There is no such union.
    """
    named = visit.form.get("union", "").strip()
    union = None
    if named:
        found = await organisations.named(session, named, limit=1)
        if not found:
            raise InvalidInput(words().say["no_union"])
        union = found[0].id
    return read_draft(visit, union)


def _position(visit: Visit) -> int:
    """Return where the rule that is tried stands; a new one is tried first."""
    said = visit.form.get("position", "")
    return int(said) if said.isascii() and said.isdigit() else 0


def _told(error: InvalidInput) -> str:
    return words().say["sheet"] if str(error).isascii() else str(error)


async def _refused(
    services: Services,
    visit: Visit,
    error: InvalidInput,
    *,
    rule: AssignmentRule | None = None,
) -> Response:
    draft = read_draft(visit, None)
    union = visit.form.get("union", "")
    sheet = Sheet(rule, draft, union=union, error=_told(error))
    return await _page(services, visit, sheet)


async def _page(services: Services, visit: Visit, sheet: Sheet) -> Response:
    """Render the list beside the sheet."""
    async with read_only(services.sessions) as session:
        listed = await rules_of_assignment.listed(session, visit.scope)
        officers = await rules_of_assignment.officers(session, visit.scope)
        unions = await organisations.names_of(
            session, [rule.organisation_id for rule in listed]
        )
    return render(
        "assignment",
        visit=visit,
        status=422 if sheet.error else 200,
        lines=lines_of(listed, officers, unions, scope=visit.scope),
        rule=sheet.rule,
        draft=sheet.draft or Draft(""),
        union=sheet.union,
        officers=officers,
        note=sheet.note,
        error=sheet.error,
    )
