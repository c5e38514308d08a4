"""The board and the pages that belong to it."""

from fastapi import APIRouter, Request, Response

from api.console.gate import ConsoleRoute
from api.console.names import names
from api.console.pages import PATH, render
from api.console.reports.asked import asked_of
from api.console.reports.charts import charts
from api.console.reports.figures import groups
from api.console.reports.words import words
from api.console.visit import SignedIn
from api.services import Use
from helpdesk import clock
from helpdesk.database import read_only
from helpdesk.errors import NotFound
from helpdesk.models import ServiceClass
from helpdesk.reports.alerting import alerts, unanswered, unanswered_weeks
from helpdesk.reports.board import board
from helpdesk.reports.kpis import kpis
from helpdesk.reports.periods import Span, week_of, week_with
from helpdesk.reports.spelling import told
from helpdesk.reports.visits import RULES
from helpdesk.rules import rules

router = APIRouter(
    prefix=f"{PATH}/reports", route_class=ConsoleRoute, include_in_schema=False
)


@router.get("")
async def show_board(request: Request, services: Use, visit: SignedIn) -> Response:
    """Show the figures of the days, the union and the service that are asked for."""
    asked = asked_of(request.query_params)
    async with read_only(services.sessions) as session:
        seen = await board(session, asked.wanted(visit.scope))
        signs = await alerts(session, visit.scope) if visit.may("show_alerts") else ()
    return render(
        "reports",
        visit=visit,
        asked=asked,
        board=seen,
        groups=groups(seen.figures, seen.before),
        charts=charts(seen),
        topics=seen.topics[: rules(RULES)["topics"]["shown"]],
        signs=signs,
        spans=list(Span),
        services=list(ServiceClass),
        words=words(),
        spell=told,
        today=clock.today(),
        note=words().say["odd"] if asked.is_odd else None,
    )


@router.get("/definitions")
async def show_definitions(visit: SignedIn) -> Response:
    """Say what every figure means and how it is reckoned."""
    return render("reports/definitions", visit=visit, book=kpis(), rules=rules(RULES))


@router.get("/alerts")
async def show_alerts(services: Use, visit: SignedIn) -> Response:
    """Show leaders what they should know before others do."""
    async with read_only(services.sessions) as session:
        signs = await alerts(session, visit.scope)
    return render(
        "reports/alerts",
        visit=visit,
        signs=signs,
        words=words(),
        rules=rules(RULES)["warnings"],
    )


@router.get("/unanswered")
async def show_unanswered(services: Use, visit: SignedIn, week: str = "") -> Response:
    """Show the words that unanswered questions have in common; the whole city's."""
    if visit.scope.path is not None:
        raise NotFound("of the whole city only")
    wanted = week_of(week) if week else week_with(clock.today())
    async with read_only(services.sessions) as session:
        found = await unanswered(session, wanted.week)
        weeks = await unanswered_weeks(session)
    return render(
        "reports/unanswered",
        visit=visit,
        week=wanted,
        found=found,
        weeks=[week_of(name) for name in weeks],
        people=rules(RULES)["unanswered"]["people"],
        names=names(),
    )
