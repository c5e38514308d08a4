"""Requests for visits with cooling goods (送清凉)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import InvalidInput, TransitionNotAllowed
from helpdesk.models import AuthorKind, ReliefRequest, ReliefStatus, Ticket
from helpdesk.places import read_district, spot
from helpdesk.privacy import redact
from helpdesk.relief.request_repository import ReliefRepository
from helpdesk.relief.visits import read_headcount
from helpdesk.steps import By, Progress, steps
from helpdesk.texts import tidy

PROGRESS = Path(__file__).with_name("progress.yml")
BY_MEMBER = By(AuthorKind.member)
PLACE_LIMIT = 120
CATEGORY = "request_cooling_relief"  # of the tickets that register wishes
# These need a union, a day or a reason.
SPECIAL = frozenset(
    {ReliefStatus.accepted, ReliefStatus.scheduled, ReliefStatus.declined}
)


class ReliefRequestService:
    """Registers and moves requests."""

    async def open(
        self,
        session: AsyncSession,
        *,
        place: str,
        headcount: int,
        district: str | None = None,
        member_id: int | None = None,
        ticket_id: int | None = None,
    ) -> ReliefRequest:
        """Register a wish; one ticket registers one only."""
        named = redact(tidy(place, limit=PLACE_LIMIT))
        if not named:
            raise InvalidInput("a visit goes somewhere")
        read_headcount(headcount)
        opened = await steps.opened_by(session, ReliefRequest, ticket_id)
        if opened is not None:
            return opened
        where = spot(district=district, place=named)
        request = ReliefRequest(
            place=named,
            district=where.district,
            street=where.street,
            headcount=headcount,
            member_id=member_id,
            ticket_id=ticket_id,
            status=ReliefStatus.submitted,
        )
        await steps.begin(session, request, BY_MEMBER)
        return request

    async def of_ticket(
        self, session: AsyncSession, ticket: Ticket
    ) -> ReliefRequest | None:
        """Return the wish that a ticket registered, if there is one."""
        if ticket.category != CATEGORY:
            return None
        return await ReliefRepository(session).of_ticket(ticket.id)

    async def accept(
        self,
        session: AsyncSession,
        request: ReliefRequest,
        *,
        organisation_id: int,
        by: By,
    ) -> None:
        """Give a request to the union that goes; a visit put off comes back here."""
        request = await ReliefRepository(session).hold(request)
        await steps.move(session, request, ReliefStatus.accepted, by)
        request.organisation_id, request.visit_on = organisation_id, None

    async def schedule(
        self, session: AsyncSession, request: ReliefRequest, *, visit_on: date, by: By
    ) -> None:
        """Set the day of the visit."""
        if visit_on < clock.today():
            raise InvalidInput("a visit is not in the past")
        request = await ReliefRepository(session).hold(request)
        await steps.move(session, request, ReliefStatus.scheduled, by)
        request.visit_on = visit_on

    async def decline(
        self, session: AsyncSession, request: ReliefRequest, by: By
    ) -> None:
        """Say no, with the reason."""
        if not by.words:
            raise InvalidInput("a no needs its reason")
        request = await ReliefRepository(session).hold(request)
        await steps.move(session, request, ReliefStatus.declined, by)

    async def move(
        self,
        session: AsyncSession,
        request: ReliefRequest,
        to: ReliefStatus,
        by: By,
    ) -> None:
        """Take a step that needs nothing but a state."""
        if to in SPECIAL:
            raise TransitionNotAllowed(f"{to} has a way of its own")
        request = await ReliefRepository(session).hold(request)
        await steps.move(session, request, to, by)

    async def list_open(
        self, session: AsyncSession, *, district: str | None = None
    ) -> Sequence[ReliefRequest]:
        """Return what a district has to see to, oldest first."""
        plain = read_district(district) if district else None
        if district and plain is None:
            raise InvalidInput("no such district")
        return await ReliefRepository(session).list_open(district=plain)

    async def progress(self, session: AsyncSession, request: ReliefRequest) -> Progress:
        """Tell where a request is, and the day of the visit."""
        found = await steps.progress(session, request, PROGRESS)
        return replace(found, told=found.told.format(visit_on=request.visit_on))


relief_requests = ReliefRequestService()
