"""Knowledge: the list of articles, and each with what is proposed and what it was."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.console.calls.told import moment
from api.console.gate import ConsoleRoute
from api.console.knowledge.listing import choice_of, leaf_of, lines_of
from api.console.knowledge.sheet import facts_of, history_of, proposal_of
from api.console.names import names
from api.console.pages import PATH, render
from api.console.visit import SignedIn, Visit
from api.console.words import note_of
from api.services import Services, Use
from helpdesk.database import read_only
from helpdesk.errors import NotFound
from helpdesk.knowledge import articles, proposals
from helpdesk.knowledge.checks import KEY
from helpdesk.knowledge.reviews import gaps, unwritten
from helpdesk.models import ArticleStatus

HERE = f"{PATH}/knowledge"
Key = Annotated[str, Path(pattern=f"^{KEY.pattern}$", max_length=96)]

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_articles(request: Request, services: Use, visit: SignedIn) -> Response:
    """List articles; what waits for a reviewer first."""
    choice = choice_of(request.query_params)
    async with read_only(services.sessions) as session:
        found = await articles.listed(session)
        proposed = await proposals.listed(session)
    lines = lines_of(found, proposed, choice)
    return render(
        "knowledge",
        visit=visit,
        choice=choice,
        leaf=leaf_of(lines, request.query_params, choice),
        note=note_of(request),
    )


@router.get("/unanswered")
async def list_unanswered(services: Use, visit: SignedIn) -> Response:
    """List what workers asked that nobody answered, for who writes the next article."""
    async with read_only(services.sessions) as session:
        found = await articles.listed(session)
        told = [a.intent for a in found if a.status is ArticleStatus.published]
        missing = await unwritten(session, told)
        unclear = await gaps(session)
    return render(
        "knowledge/unanswered",
        visit=visit,
        missing=[
            (gap.intent, names().intent(gap.intent), gap.times) for gap in missing
        ],
        unclear=[(gap.text, gap.times, moment(gap.last_at)) for gap in unclear],
    )


@router.get("/articles/{key}")
async def show_article(
    key: Key, request: Request, services: Use, visit: SignedIn
) -> Response:
    """Show an article, what is proposed for it, and what it was."""
    said = note_of(request)
    return await article_page(services, visit, key, note=said)


async def article_page(
    services: Services,
    visit: Visit,
    key: str,
    *,
    note: str | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    """Render an article's page."""
    async with read_only(services.sessions) as session:
        article = await articles.find(session, key)
        proposal = await proposals.of(session, key)
        if article is None and proposal is None:
            raise NotFound(f"no article {key}")
        versions = await articles.history(session, key) if article else ()
        called = await proposals.authors(session, versions, proposal)
    return render(
        "knowledge/article",
        visit=visit,
        status=status,
        key=key,
        article=article,
        title=article.title if article else key,
        facts=facts_of(article) if article else (),
        history=history_of(versions, called),
        proposal=proposal
        and proposal_of(proposal, article, officer=visit.officer, called=called),
        note=note,
        error=error,
    )
