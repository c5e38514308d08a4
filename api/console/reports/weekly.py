"""The weekly brief: a list of weeks, and each as one sheet that can be printed."""

from fastapi import APIRouter, Response

from api.console.gate import ConsoleRoute
from api.console.names import names
from api.console.pages import PATH, render
from api.console.reports.figures import groups
from api.console.reports.words import words
from api.console.visit import SignedIn
from api.services import Use
from helpdesk import clock
from helpdesk.database import read_only
from helpdesk.reports.brief import paragraphs
from helpdesk.reports.periods import DAYS_OF_A_WEEK, week_of, week_with
from helpdesk.reports.spelling import told
from helpdesk.reports.weekly import weekly

HEADLINES = ("opened", "settled", "open", "overdue", "settled_on_time", "satisfied")

router = APIRouter(
    prefix=f"{PATH}/reports/weekly", route_class=ConsoleRoute, include_in_schema=False
)


@router.get("")
async def list_briefs(services: Use, visit: SignedIn) -> Response:
    """List the weeks that are written down, and the one under way."""
    async with read_only(services.sessions) as session:
        kept = await weekly.weeks(session, visit.scope)
    this = week_with(clock.today())
    return render(
        "reports/briefs",
        visit=visit,
        this=this,
        last=this.back(DAYS_OF_A_WEEK),
        weeks=[week_of(name) for name in kept],
    )


@router.get("/{week}")
async def show_brief(week: str, services: Use, visit: SignedIn) -> Response:
    """Show a week's brief; what leaders alone may know is left out for others."""
    async with read_only(services.sessions) as session:
        brief = await weekly.of(session, week, visit.scope)
    figures = {key: each.of(key) for key, each in brief.now.items()}
    before = {key: each.of(key) for key, each in brief.before.items()}
    [*shown] = groups([figures[key] for key in HEADLINES], before)
    hidden = () if visit.may("show_alerts") else ("alerts",)
    return render(
        "reports/brief",
        visit=visit,
        brief=brief,
        figures=[figure for group in shown for figure in group.figures],
        paragraphs=[
            each
            for each in paragraphs(brief, names().intent)
            if each.sentences and each.key not in hidden
        ],
        words=words(),
        spell=told,
        today=clock.today(),
    )
