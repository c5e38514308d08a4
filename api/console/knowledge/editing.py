"""Writing articles: checked while they are written, read over before they are told."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.console.gate import ConsoleRoute
from api.console.knowledge.fields import EMPTY, content_of, read_content, shown
from api.console.knowledge.routes import HERE, Key, article_page
from api.console.pages import render
from api.console.visit import SignedIn, Visit
from api.console.words import words
from api.services import Services, Use
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.knowledge import articles, proposals
from helpdesk.knowledge.checks import KEY
from helpdesk.knowledge.previewing import preview
from helpdesk.knowledge.versions import restored

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@router.get("/new")
async def new_article(request: Request, services: Use, visit: SignedIn) -> Response:
    """Show an empty sheet; which question it answers may be given."""
    key = request.query_params.get("key", "")[:96]
    return await _sheet(services, visit, key, EMPTY, seen=0, is_new=True)


@router.post("/new")
async def add_article(services: Use, visit: SignedIn) -> Response:
    """Begin a new article."""
    key = visit.form.get("key", "").strip()
    content = read_content(visit.form)
    async with read_only(services.sessions) as session:
        is_taken = KEY.fullmatch(key) and await articles.find(session, key)
    if not KEY.fullmatch(key) or is_taken:
        said = words().say["key_taken" if is_taken else "key"]
        return await _sheet(
            services, visit, key, content, seen=0, is_new=True, error=said
        )
    return await _kept(services, visit, key, content)


@router.get("/articles/{key}/edit")
async def edit_article(key: Key, services: Use, visit: SignedIn) -> Response:
    """Show the sheet: with what is proposed, else with what is told."""
    async with read_only(services.sessions) as session:
        proposal = await proposals.of(session, key)
        article = await articles.find(session, key)
    if proposal is not None:
        content = restored(proposal.content)
        return await _sheet(services, visit, key, content, seen=proposal.writings)
    if article is None:
        raise NotFound(f"no article {key}")
    return await _sheet(services, visit, key, content_of(article), seen=0)


@router.post("/articles/{key}/edit")
async def write_article(key: Key, services: Use, visit: SignedIn) -> Response:
    """Keep what is written; submitted, another editor reads it over."""
    return await _kept(services, visit, key, read_content(visit.form))


@router.post("/check")
async def check_article(services: Use, visit: SignedIn) -> Response:
    """Say what is wrong so far, and how it reads and sounds."""
    key = visit.form.get("key", "").strip()
    content = read_content(visit.form)
    return render("knowledge/_checked", **await _checked(services, visit, key, content))


async def _kept(
    services: Services, visit: Visit, key: str, content: Mapping[str, Any]
) -> Response:
    seen = visit.form.get("seen", "")
    error = ""
    try:
        async with unit_of_work(services.sessions) as session:
            await proposals.write(
                session,
                key,
                content,
                officer=visit.officer,
                seen=int(seen) if seen.isdecimal() and seen.isascii() else None,
            )
        if visit.form.get("do") == "submit":
            async with unit_of_work(services.sessions) as session:
                await proposals.submit(session, key, officer=visit.officer)
    except Conflict:
        return await article_page(
            services, visit, key, error=words().say["written_meanwhile"], status=409
        )
    except InvalidInput as fault:
        error = str(fault)
    if error:  # kept, but not submitted: the sheet stays open
        async with read_only(services.sessions) as session:
            proposal = await proposals.of(session, key)
        return await _sheet(
            services,
            visit,
            key,
            content,
            seen=proposal.writings if proposal else 0,
            error=error,
        )
    return RedirectResponse(f"{HERE}/articles/{key}?said=saved", 303)


async def _sheet(
    services: Services,
    visit: Visit,
    key: str,
    content: Mapping[str, Any],
    *,
    seen: int,
    is_new: bool = False,
    error: str | None = None,
) -> Response:
    checked = await _checked(services, visit, key, content)
    return render(
        "knowledge/edit",
        visit=visit,
        status=422 if error else 200,
        key=key,
        is_new=is_new,
        seen=seen,
        fields=shown(content),
        error=error,
        **checked,
    )


async def _checked(
    services: Services, visit: Visit, key: str, content: Mapping[str, Any]
) -> dict[str, Any]:
    faults = proposals.faults(key, content, visit.officer)
    async with read_only(services.sessions) as session:
        seen = await preview(
            session, chat=content["chat"] or "", spoken=content["spoken"] or ""
        )
    return {"faults": faults, "preview": seen}
