"""Transfers: a membership follows the work, within the city, into it, out of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.errors import AlreadyMember, Conflict, InvalidInput, NotFound
from helpdesk.members.moving import hold_person, note
from helpdesk.members.progress import Progress
from helpdesk.members.registration import EMPLOYER_LIMIT, Person, register, stand
from helpdesk.members.transfers import policy
from helpdesk.members.transfers.repository import TransferRepository
from helpdesk.models import (
    Member,
    MemberStatus,
    Organisation,
    Transfer,
    TransferKind,
)
from helpdesk.organisations import Worksite, placements, tree
from helpdesk.texts import tidy

OUTSIDE_LIMIT = 120
JOINED = frozenset({MemberStatus.active, MemberStatus.transferring})


class TransferService:
    """Takes transfers in and tells where they are.

    Every call may come twice: a message that was sent again finds its work done.
    """

    async def request(
        self,
        session: AsyncSession,
        member_id: int,
        site: Worksite,
        *,
        by: Actor,
        request_key: str | None = None,
    ) -> Transfer:
        """Ask for a move to the union of a new place of work in the city.

        Raises:
            Conflict: The file is there already, another transfer is on its way, or
                the person is no member.
        """
        member = await hold_person(session, member_id)
        asked = await _asked(session, member, request_key)
        if asked is not None:
            return asked
        placement = await placements.find(session, site)
        under_way = await TransferRepository(session).undecided(member.id)
        if under_way is not None:
            return _same(under_way, to_id=placement.primary.id)
        giving = await _giving(session, member)
        if giving.id == placement.primary.id:
            raise Conflict("the file is kept there already")
        transfer = Transfer(
            member_id=member.id,
            kind=policy.kind_of(giving.district, placement.primary.district),
            route=placement.route,
            from_id=giving.id,
            to_id=placement.primary.id,
            employer=tidy(site.employer or "", limit=EMPLOYER_LIMIT) or None,
            request_key=request_key,
        )
        stand(member, MemberStatus.transferring)
        return await _begin(session, transfer, by)

    async def request_out(
        self,
        session: AsyncSession,
        member_id: int,
        outside: str,
        *,
        by: Actor,
        request_key: str | None = None,
    ) -> Transfer:
        """Ask for a move to a union outside the city."""
        place = _outside(outside)
        member = await hold_person(session, member_id)
        asked = await _asked(session, member, request_key)
        if asked is not None:
            return asked
        under_way = await TransferRepository(session).undecided(member.id)
        if under_way is not None:
            return _same(under_way, to_id=None)
        giving = await _giving(session, member)
        transfer = Transfer(
            member_id=member.id,
            kind=TransferKind.out_of_city,
            from_id=giving.id,
            outside=place,
            request_key=request_key,
        )
        stand(member, MemberStatus.transferring)
        return await _begin(session, transfer, by)

    async def request_in(
        self,
        session: AsyncSession,
        person: Person,
        outside: str,
        *,
        by: Actor,
        request_key: str | None = None,
    ) -> Transfer:
        """Ask for a move from a union outside; the person comes on record.

        Raises:
            AlreadyMember: The person's membership is in the city already.
            DetailsDisagree: The details belong to different people on record.
        """
        place = _outside(outside)
        member = await register(session, person)
        asked = await _asked(session, member, request_key)
        under_way = await TransferRepository(session).undecided(member.id)
        if known := asked or under_way:
            return known
        if member.status in JOINED:
            raise AlreadyMember("this person is a member")
        placement = await placements.find(session, person.site)
        transfer = Transfer(
            member_id=member.id,
            kind=TransferKind.into_city,
            route=placement.route,
            to_id=placement.primary.id,
            outside=place,
            employer=tidy(person.site.employer or "", limit=EMPLOYER_LIMIT) or None,
            request_key=request_key,
        )
        stand(member, MemberStatus.applied)
        return await _begin(session, transfer, by)

    async def by_id(self, session: AsyncSession, transfer_id: int) -> Transfer:
        """Return the transfer with this key."""
        found = await TransferRepository(session).by_id(transfer_id)
        if found is None:
            raise NotFound("no such transfer")
        return found

    async def held(self, session: AsyncSession, transfer_id: int) -> Transfer:
        """Return a transfer as it is now, its person held."""
        transfer = await self.by_id(session, transfer_id)
        await hold_person(session, transfer.member_id)
        return await self.by_id(session, transfer_id)

    async def latest_of(self, session: AsyncSession, member_id: int) -> Transfer | None:
        """Return a member's newest transfer, if there is one."""
        return await TransferRepository(session).latest(member_id)

    async def progress(self, session: AsyncSession, transfer: Transfer) -> Progress:
        """Tell where a transfer is and what comes next."""
        return policy.progress(
            transfer.kind,
            transfer.status,
            giving=await _name(session, transfer.from_id) or transfer.outside,
            receiving=await _name(session, transfer.to_id),
            outside=transfer.outside,
            reason=transfer.reason,
        )


async def _asked(
    session: AsyncSession, member: Member, request_key: str | None
) -> Transfer | None:
    """Return the transfer that this message already asked for."""
    if request_key is None:
        return None
    asked = await TransferRepository(session).asked_by(request_key)
    if asked is not None and asked.member_id != member.id:
        raise Conflict("this message asked for somebody else")
    return asked


async def _giving(session: AsyncSession, member: Member) -> Organisation:
    """Return the union that keeps a member's file."""
    if member.status is not MemberStatus.active or member.organisation_id is None:
        raise Conflict("only a member of a union moves to another")
    return await tree.by_id(session, member.organisation_id)


async def _begin(session: AsyncSession, transfer: Transfer, by: Actor) -> Transfer:
    session.add(transfer)
    await session.flush()
    await note(session, transfer, by=by)
    return transfer


async def _name(session: AsyncSession, organisation_id: int | None) -> str | None:
    if organisation_id is None:
        return None
    return (await tree.by_id(session, organisation_id)).name


def _same(under_way: Transfer, *, to_id: int | None) -> Transfer:
    """Take the same wish for the same; another one has to wait or be withdrawn."""
    if under_way.to_id != to_id:
        raise Conflict("another transfer is on its way")
    return under_way


def _outside(said: str) -> str:
    place = tidy(said, limit=OUTSIDE_LIMIT)
    if not place:
        raise InvalidInput("the union outside has a name")
    return place


transfers = TransferService()
