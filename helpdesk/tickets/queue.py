"""The queue: which tickets an officer sees, in which order, page by page."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import NotFound
from helpdesk.models import Officer, Organisation, OrganisationKind
from helpdesk.repository import plan_for_values
from helpdesk.scope import Scope
from helpdesk.tickets.lines import URGENCIES, Line, Place
from helpdesk.tickets.narrowing_repository import Asked
from helpdesk.tickets.queue_repository import COUNTED, QueueRepository
from helpdesk.tickets.wanted import Order, Wanted

PLACES = (OrganisationKind.district, OrganisationKind.street)
FRESH = 100
"""More than that is told as that many."""

__all__ = ["COUNTED", "Line", "Place", "Wanted", "queue"]


class QueueService:
    """Lists and counts tickets; opens nothing that is sealed, changes nothing."""

    async def page(
        self,
        session: AsyncSession,
        wanted: Wanted,
        *,
        officer: Officer,
        scope: Scope,
        after: Place | None = None,
        limit: int,
    ) -> Sequence[Line]:
        """Return a page of the tickets that are wanted, behind a place."""
        await plan_for_values(session)
        asked = await self._asked(session, wanted, officer=officer, scope=scope)
        repository = QueueRepository(session)
        if wanted.standing.is_settled:
            before = after.settled if after else None
            return await repository.list_settled(asked, before=before, limit=limit)
        if wanted.order is Order.newest:
            key = after.ticket_id if after else None
            return await repository.list_newest(asked, before=key, limit=limit)
        return await self._by_urgency(repository, asked, after=after, limit=limit)

    async def rows(
        self, session: AsyncSession, numbers: Collection[str], *, scope: Scope
    ) -> Sequence[Line]:
        """Return these tickets as they are now; what is out of sight is left out."""
        return await QueueRepository(session).list_by_numbers(numbers, scope=scope)

    async def counts(
        self,
        session: AsyncSession,
        views: Mapping[str, Wanted],
        *,
        officer: Officer,
        scope: Scope,
    ) -> dict[str, int]:
        """Return how many tickets each view has; of settled ones up to a limit."""
        await plan_for_values(session)
        repository, questions = QueueRepository(session), {}
        for key, wanted in views.items():
            asked = await self._asked(session, wanted, officer=officer, scope=scope)
            questions[key] = asked
        settled = {key for key, each in views.items() if each.standing.is_settled}
        counted = await repository.count_unsettled(
            {key: asked for key, asked in questions.items() if key not in settled}
        )
        for key in settled:
            counted[key] = await repository.count(questions[key])
        return counted

    async def count_fresh(
        self,
        session: AsyncSession,
        wanted: Wanted,
        *,
        officer: Officer,
        scope: Scope,
        shown: Collection[str],
        upto: Place | None,
    ) -> int:
        """Count what would now stand in a list up to a place, and is not shown."""
        await plan_for_values(session)
        asked = await self._asked(session, wanted, officer=officer, scope=scope)
        return await QueueRepository(session).count_upto(
            asked, upto, without=shown, limit=FRESH
        )

    async def unions(
        self, session: AsyncSession, *, scope: Scope
    ) -> Sequence[Organisation]:
        """Return the districts and streets that a list can be narrowed to."""
        return await QueueRepository(session).list_unions(PLACES, scope=scope)

    async def _by_urgency(
        self,
        repository: QueueRepository,
        asked: Asked,
        *,
        after: Place | None,
        limit: int,
    ) -> Sequence[Line]:
        """Take from each urgency in turn until the page is full."""
        found: list[Line] = []
        place = after.due if after else None
        for urgency in range(after.urgency if after else 0, URGENCIES):
            found += await repository.list_urgent(
                asked, urgency=urgency, after=place, limit=limit - len(found)
            )
            place = None
            if len(found) == limit:
                break
        return found

    async def _asked(
        self, session: AsyncSession, wanted: Wanted, *, officer: Officer, scope: Scope
    ) -> Asked:
        """Return what is asked of the database; a union elsewhere is not there."""
        path = None
        if wanted.organisation_id is not None:
            union = await session.get(Organisation, wanted.organisation_id)
            if union is None or union.path is None or not scope.covers(union.path):
                raise NotFound("no such union here")
            path = union.path
        return Asked(
            wanted=wanted,
            scope=scope,
            officer_id=officer.id,
            now=clock.now(),
            today=clock.today(),
            below=path,
        )


queue = QueueService()
