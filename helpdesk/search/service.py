"""Search: what of the tickets, conversations and calls that an officer sees says it.

It goes in two steps: ``gather`` asks the database, ``judge`` opens what was found, sees
that the words are really there, ranks it and cuts excerpts. No session is held for the
second step, which may take some ten milliseconds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.models import CallRecord, SearchKind, Ticket, TicketStatus
from helpdesk.scope import Scope
from helpdesk.sealing import sealer_of
from helpdesk.search.digests import Digester, Wish, month_of
from helpdesk.search.documents import of_path, of_status
from helpdesk.search.people_repository import PeopleRepository
from helpdesk.search.question import Question
from helpdesk.search.reading import Opening, read
from helpdesk.search.repository import Bounds, Candidate, Place, SearchRepository
from helpdesk.search.tuning import tuning

NAMESAKES = 50


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who asks: the part of the tree, and whether leaders' notes are found."""

    scope: Scope
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for besides words."""

    kind: SearchKind
    statuses: frozenset[TicketStatus] = frozenset()
    since: datetime | None = None
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the database has of one kind: candidates, and what names somebody."""

    kind: SearchKind
    question: Question
    leads: bool
    candidates: Sequence[Candidate] = ()
    openings: Mapping[int, Opening] = field(default_factory=dict)
    tickets: Mapping[int, Sequence[Ticket]] = field(default_factory=dict)
    named: Sequence[Ticket | CallRecord] = ()
    next: Place | None = None
    """Where it goes on; none when this is all."""


async def gather(
    session: AsyncSession, question: Question, seeker: Seeker, wanted: Wanted
) -> Gathered:
    """Return what may be found of one kind, newest first."""
    gathered = Gathered(wanted.kind, question, seeker.leads)
    if wanted.after is None and not wanted.statuses:
        gathered = replace(
            gathered, named=await _named(session, question, seeker.scope, wanted.kind)
        )
    bounds = Bounds(seeker.scope, wanted.statuses, wanted.since)
    window = tuning().window[wanted.kind]
    found = await _candidates(session, question, seeker, wanted, bounds, limit=window)
    keys = [each.subject_id for each in found[:window]]
    repository, tickets = SearchRepository(session), dict[int, list[Ticket]]()
    for key, ticket in await repository.tickets_of(wanted.kind, keys, bounds):
        tickets.setdefault(key, []).append(ticket)
    return replace(
        gathered,
        candidates=found[:window],
        openings=await read(session, wanted.kind, keys),
        tickets=tickets,
        next=found[window - 1].place if len(found) > window else None,
    )


async def _candidates(
    session: AsyncSession,
    question: Question,
    seeker: Seeker,
    wanted: Wanted,
    bounds: Bounds,
    *,
    limit: int,
) -> list[Candidate]:
    """Return one more than fits, looking through more months only when it has to."""
    if not question.terms:
        return []
    repository = SearchRepository(session)
    oldest = wanted.since or await repository.oldest()
    if oldest is None:
        return []
    digester = Digester(sealer_of(session.get_bind().dialect))
    newest = wanted.after.at if wanted.after else clock.now()
    found: list[Candidate] = []
    for months in _steps(month_of(newest), month_of(oldest)):
        wishes = [
            wish
            for month in months
            for wish in _wishes(digester, question, seeker, wanted, month)
        ]
        found += await repository.list_having(
            wanted.kind,
            wishes,
            bounds,
            after=wanted.after,
            limit=limit + 1 - len(found),
        )
        if len(found) > limit:
            break
    return found


def _steps(newest: int, oldest: int) -> Iterator[list[int]]:
    """Yield the months to look through, newest first, more of them each time.

    >>> list(_steps(9, 5))
    [[9, 8], [7, 6, 5]]
    """
    months = iter(range(newest, oldest - 1, -1))
    for count in tuning().steps:
        if some := list(islice(months, count)):
            yield some
    if rest := list(months):
        yield rest


def _wishes(
    digester: Digester, question: Question, seeker: Seeker, wanted: Wanted, month: int
) -> Iterator[Wish]:
    """Yield what an entry of a month has to have, one wish for each state.

    The marks spare the way to tickets that are not seen anyway; whether a ticket is in
    scope is decided by its own row.
    """
    kind = wanted.kind
    is_marked = kind is SearchKind.ticket
    marks = [of_path(seeker.scope.path)] if is_marked and seeker.scope.path else []
    states = [[of_status(s)] for s in sorted(wanted.statuses)] if is_marked else []
    leads = seeker.leads and is_marked
    for state in states or [[]]:
        words = digester.wish(question.terms, kind=kind, month=month, leads=leads)
        shared = digester.wish([*marks, *state], kind=kind, month=month, leads=False)
        yield Wish(month, (*words.groups, *shared.groups))


async def _named(
    session: AsyncSession, question: Question, scope: Scope, kind: SearchKind
) -> Sequence[Ticket | CallRecord]:
    """Return what a number or a name names exactly."""
    repository, number = PeopleRepository(session), question.number
    limit = tuning().window[kind]
    if kind is SearchKind.call and number.phone:
        return await repository.calls_of(number.phone, scope=scope, limit=limit)
    if kind is not SearchKind.ticket:
        return []
    if number.ticket:
        return await repository.ticket(number.ticket, scope=scope)
    members = await repository.members(number, name=question.name, limit=NAMESAKES)
    if not members and not number.phone:
        return []
    return await repository.tickets_of(
        members, phone=number.phone, scope=scope, limit=limit
    )
