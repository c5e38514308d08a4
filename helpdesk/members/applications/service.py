"""Applications: joining the union, and where each wish to join stands."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.errors import AlreadyMember, Conflict, InvalidInput, NotFound
from helpdesk.members.applications import policy
from helpdesk.members.applications.repository import ApplicationRepository
from helpdesk.members.moving import hold_person, move, note
from helpdesk.members.progress import Progress
from helpdesk.members.registration import EMPLOYER_LIMIT, Person, register, stand
from helpdesk.models import Application, ApplicationStatus, Member, MemberStatus
from helpdesk.numbers import born_on, read_id_number
from helpdesk.organisations import Placement, Worksite, placements, tree
from helpdesk.texts import tidy

JOINED = frozenset({MemberStatus.active, MemberStatus.transferring})


class ApplicationService:
    """Takes applications in and tells where they are.

    Every call may come twice: a message that was sent again finds its work done.
    """

    async def submit(
        self,
        session: AsyncSession,
        person: Person,
        *,
        by: Actor,
        request_key: str | None = None,
    ) -> Application:
        """Apply for a person; while one application is on its way there is no other.

        Raises:
            AlreadyMember: The person has joined.
            DetailsDisagree: The details belong to different people on record.
            InvalidInput: The details can not be right, or the person is too young.
        """
        _refuse_child(person)
        member = await register(session, person)
        made = await self._made(session, member, request_key)
        if made is not None:
            return made
        if member.status in JOINED:
            raise AlreadyMember("this person is a member")
        placement = await placements.find(session, person.site)
        application = Application(member_id=member.id, request_key=request_key)
        _place(application, person.site, placement)
        session.add(application)
        stand(member, MemberStatus.applied)
        await session.flush()
        await note(session, application, by=by)
        return application

    async def resubmit(
        self,
        session: AsyncSession,
        application_id: int,
        *,
        by: Actor,
        site: Worksite | None = None,
    ) -> Application:
        """Hand in again what was sent back; told another employer, look anew."""
        application = await self.held(session, application_id)
        if application.status is ApplicationStatus.submitted:
            return application
        await move(session, application, ApplicationStatus.submitted, by=by)
        if site is not None:
            _place(application, site, await placements.find(session, site))
            await session.flush()
        return application

    async def by_id(self, session: AsyncSession, application_id: int) -> Application:
        """Return the application with this key."""
        found = await ApplicationRepository(session).by_id(application_id)
        if found is None:
            raise NotFound("no such application")
        return found

    async def held(self, session: AsyncSession, application_id: int) -> Application:
        """Return an application as it is now, its person held."""
        application = await self.by_id(session, application_id)
        await hold_person(session, application.member_id)
        return await self.by_id(session, application_id)

    async def latest_of(
        self, session: AsyncSession, member_id: int
    ) -> Application | None:
        """Return a worker's newest application, if there is one."""
        return await ApplicationRepository(session).latest(member_id)

    async def progress(
        self, session: AsyncSession, application: Application
    ) -> Progress:
        """Tell where an application is and what comes next."""
        primary = await tree.by_id(session, application.primary_id)
        upper = application.upper_id and await tree.by_id(session, application.upper_id)
        return policy.progress(
            application.status,
            primary=primary.name,
            upper=upper.name if upper else None,
            reason=application.reason,
        )

    async def _made(
        self, session: AsyncSession, member: Member, request_key: str | None
    ) -> Application | None:
        """Return what this message made already, or what is on its way."""
        repository = ApplicationRepository(session)
        asked = await repository.asked_by(request_key) if request_key else None
        if asked is not None and asked.member_id != member.id:
            raise Conflict("this message applied for somebody else")
        return asked or await repository.undecided(member.id)


def _refuse_child(person: Person) -> None:
    """Nobody under working age joins; the ID number tells."""
    born = born_on(read_id_number(person.id_number))
    facts = policy.Facts(born_on=born, lives_on_wages=True)
    if not policy.eligibility(facts, today=clock.today()).eligible:
        raise InvalidInput("under working age")


def _place(application: Application, site: Worksite, placement: Placement) -> None:
    """Write down who takes the worker in, and what was told of the work."""
    application.route = placement.route
    application.primary_id = placement.primary.id
    application.upper_id = placement.upper.id if placement.upper else None
    application.employment = site.employment
    application.employer = tidy(site.employer or "", limit=EMPLOYER_LIMIT) or None


applications = ApplicationService()
