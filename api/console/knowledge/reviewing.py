"""Four eyes: another editor approves or sends back; what was can be brought back."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from starlette.responses import RedirectResponse

from api.console.gate import ConsoleRoute
from api.console.knowledge.routes import HERE, Key, article_page
from api.console.visit import SignedIn
from api.console.words import words
from api.services import Use
from helpdesk.database import unit_of_work
from helpdesk.errors import Conflict, InvalidInput
from helpdesk.knowledge import articles, proposals
from helpdesk.knowledge.fields import WRITTEN
from helpdesk.knowledge.versions import restored

Number = Annotated[int, Path(ge=1, lt=2**31)]

router = APIRouter(
    prefix=f"{HERE}/articles/{{key}}", route_class=ConsoleRoute, include_in_schema=False
)


@router.post("/approve")
async def approve_article(key: Key, services: Use, visit: SignedIn) -> Response:
    """Have it told from now on."""
    try:
        async with unit_of_work(services.sessions) as session:
            await proposals.approve(session, key, officer=visit.officer, by=visit.actor)
    except Conflict:
        said = words().say["not_approved"]
        return await article_page(services, visit, key, error=said, status=409)
    except InvalidInput as fault:
        return await article_page(services, visit, key, error=str(fault), status=422)
    return RedirectResponse(f"{HERE}/articles/{key}?said=approved", 303)


@router.post("/return")
async def return_article(key: Key, services: Use, visit: SignedIn) -> Response:
    """Give it back to its author, with what is to be changed."""
    remark = visit.form.get("remark", "")
    try:
        async with unit_of_work(services.sessions) as session:
            await proposals.send_back(session, key, remark, officer=visit.officer)
    except Conflict:
        said = words().say["not_approved"]
        return await article_page(services, visit, key, error=said, status=409)
    except InvalidInput as fault:
        return await article_page(services, visit, key, error=str(fault), status=422)
    return RedirectResponse(f"{HERE}/articles/{key}?said=returned", 303)


@router.post("/drop")
async def drop_proposal(key: Key, services: Use, visit: SignedIn) -> Response:
    """Throw away what is proposed."""
    async with unit_of_work(services.sessions) as session:
        await proposals.drop(session, key, by=visit.actor)
    return RedirectResponse(f"{HERE}?said=dropped", 303)


@router.post("/retire")
async def retire_article(key: Key, services: Use, visit: SignedIn) -> Response:
    """Have it told no more: what is wrong is taken down by one alone, at once."""
    try:
        async with unit_of_work(services.sessions) as session:
            article = await articles.by_key(session, key)
            await articles.retire(
                session, key, version=article.version, by=visit.officer.id
            )
    except Conflict:
        said = words().say["written_meanwhile"]
        return await article_page(services, visit, key, error=said, status=409)
    return RedirectResponse(f"{HERE}/articles/{key}?said=retired", 303)


@router.post("/restore/{version}")
async def restore_version(
    key: Key, version: Number, services: Use, visit: SignedIn
) -> Response:
    """Propose an earlier wording: it is read over like any other."""
    async with unit_of_work(services.sessions) as session:
        content = restored((await articles.version(session, key, version)).content)
        known = await proposals.of(session, key)
        await proposals.write(
            session,
            key,
            {name: content[name] for name in WRITTEN},
            officer=visit.officer,
            seen=known.writings if known else None,
        )
    return RedirectResponse(f"{HERE}/articles/{key}/edit", 303)
