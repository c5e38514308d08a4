"""What the list of tickets is made of: read in one go, before anything is rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.queue.choice import Choice, choice_of
from api.console.queue.rows import Caller, Row, caller_of, rows_of
from api.console.visit import Visit
from helpdesk.casework import casework, presence
from helpdesk.models import Officer, Organisation
from helpdesk.tickets.queue import COUNTED, Line, Place, queue
from helpdesk.tickets.waiting import waiting
from helpdesk.views import View, views

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Tab:
    """A view above the list, with how many are in it."""

    view: View
    count: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole page."""

    choice: Choice
    tabs: Sequence[Tab]
    rows: Sequence[Row]
    upto: Place | None
    """Where the page ends; none: nothing comes after it."""

    callers: Sequence[Caller]
    colleagues: Sequence[Officer]
    unions: Sequence[Organisation]


@dataclass(frozen=True, slots=True)
class News:
    """What is new on a page that is open."""

    choice: Choice
    tabs: Sequence[Tab]
    rows: Sequence[Row]
    gone: Sequence[str]
    """Numbers that are not seen from here any more."""

    fresh: int
    """How many tickets would now stand on the page, and do not."""


async def sheet_of(
    session: AsyncSession, visit: Visit, query: Mapping[str, str]
) -> Sheet:
    """Read the page that an address asks for."""
    known = await views.all_of(session, visit.officer, scope=visit.scope)
    choice = choice_of(query, known)
    found = await queue.page(
        session,
        choice.wanted,
        officer=visit.officer,
        scope=visit.scope,
        after=choice.after,
        limit=ON_A_PAGE + 1,
    )
    lines, is_more = found[:ON_A_PAGE], len(found) > ON_A_PAGE
    callers = await waiting(session, scope=visit.scope)
    return Sheet(
        choice=choice,
        tabs=await tabs_of(session, visit, known, choice),
        rows=await shown(session, visit, lines),
        upto=Place.behind(lines[-1], choice.wanted) if is_more else None,
        callers=[caller_of(each) for each in callers],
        colleagues=await casework.colleagues(session, scope=visit.scope),
        unions=await queue.unions(session, scope=visit.scope),
    )


async def news_of(
    session: AsyncSession,
    visit: Visit,
    query: Mapping[str, str],
    *,
    listed: Sequence[str],
    changed: Sequence[str],
) -> News:
    """Read what is new about the tickets that a page lists, or lacks."""
    known = await views.all_of(session, visit.officer, scope=visit.scope)
    choice = choice_of(query, known)
    wanted = set(changed) & set(listed)
    lines = await queue.rows(session, wanted, scope=visit.scope) if wanted else ()
    fresh = 0  # of a page further down nobody could say what belongs there
    if choice.after is None:
        fresh = await queue.count_fresh(
            session,
            choice.wanted,
            officer=visit.officer,
            scope=visit.scope,
            shown=listed,
            upto=choice.upto,
        )
    return News(
        choice=choice,
        tabs=await tabs_of(session, visit, known, choice),
        rows=await shown(session, visit, lines),
        gone=sorted(wanted - {line.number for line in lines}),
        fresh=fresh,
    )


async def tabs_of(
    session: AsyncSession, visit: Visit, known: Mapping[str, View], choice: Choice
) -> Sequence[Tab]:
    """Count what is in each view."""
    counts = await queue.counts(
        session,
        {key: view.wanted for key, view in known.items()},
        officer=visit.officer,
        scope=visit.scope,
    )
    return [
        Tab(view, _capped(counts[key]), view.key == choice.view.key)
        for key, view in known.items()
    ]


async def shown(
    session: AsyncSession, visit: Visit, lines: Sequence[Line]
) -> Sequence[Row]:
    """Return lines as rows, with who looks at them."""
    me = visit.officer.id
    looking = await presence.on(session, [line.id for line in lines], but=me)
    return rows_of(lines, me=me, looking=looking)


def _capped(count: int) -> str:
    """Write a count that is read at a glance."""
    return str(count) if count < COUNTED else f"{COUNTED - 1}+"
