"""Reviews: what unions and the worker decide about an application."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.errors import TransitionNotAllowed
from helpdesk.members.applications import policy
from helpdesk.members.applications.service import applications
from helpdesk.members.moving import clean_reason, hold_person, move
from helpdesk.members.registration import admit, fall_back
from helpdesk.models import Application, ApplicationStatus

NEEDS_REASON = frozenset({ApplicationStatus.returned, ApplicationStatus.rejected})


class ReviewService:
    """Moves applications; the second of two equal clicks does nothing."""

    async def agree(
        self,
        session: AsyncSession,
        application_id: int,
        *,
        seen: ApplicationStatus,
        by: Actor,
    ) -> Application:
        """Take an application one step on: reviewed, confirmed, approved.

        ``seen`` is the state the officer looked at; when the application is no longer
        there, the click came twice.
        """
        application = await applications.held(session, application_id)
        if application.status is not seen:
            return application
        to = _next_yes(application)
        if to is ApplicationStatus.approved:
            member = await hold_person(session, application.member_id)
            await admit(session, member, application.primary_id)
        await move(session, application, to, by=by)
        return application

    async def send_back(
        self, session: AsyncSession, application_id: int, reason: str, *, by: Actor
    ) -> Application:
        """Ask the worker for more or better details."""
        to = ApplicationStatus.returned
        return await self._stop(session, application_id, to, by, reason)

    async def reject(
        self, session: AsyncSession, application_id: int, reason: str, *, by: Actor
    ) -> Application:
        """Refuse an application; the reason is told to the worker."""
        to = ApplicationStatus.rejected
        return await self._stop(session, application_id, to, by, reason)

    async def withdraw(
        self,
        session: AsyncSession,
        application_id: int,
        *,
        by: Actor,
        reason: str | None = None,
    ) -> Application:
        """Take an application back at the worker's wish."""
        to = ApplicationStatus.withdrawn
        return await self._stop(session, application_id, to, by, reason)

    async def _stop(
        self,
        session: AsyncSession,
        application_id: int,
        to: ApplicationStatus,
        by: Actor,
        reason: str | None,
    ) -> Application:
        """Turn an application off its way; one that ends gives the standing back."""
        why = clean_reason(reason, needed=to in NEEDS_REASON)
        application = await applications.held(session, application_id)
        if application.status is to:
            return application
        await move(session, application, to, by=by, reason=why)
        if to.is_settled:
            fall_back(await hold_person(session, application.member_id))
            await session.flush()
        return application


def _next_yes(application: Application) -> ApplicationStatus:
    """Return where a yes leads from here.

    Raises:
        TransitionNotAllowed: Nobody's yes is waited for in this state.
    """
    match application.status:
        case ApplicationStatus.submitted:
            return ApplicationStatus.primary_review
        case ApplicationStatus.primary_review:
            return policy.after_primary(application.upper_id)
        case ApplicationStatus.upper_review:
            return ApplicationStatus.approved
        case other:
            raise TransitionNotAllowed(f"nobody decides on {other}")


reviews = ReviewService()
