"""Handling: what unions and the member decide about a transfer."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.errors import TransitionNotAllowed
from helpdesk.members.moving import clean_reason, hold_person, move
from helpdesk.members.registration import admit, fall_back, stand
from helpdesk.members.transfers import policy
from helpdesk.members.transfers.service import transfers
from helpdesk.models import (
    Member,
    MemberStatus,
    Transfer,
    TransferKind,
    TransferStatus,
)

NEEDS_REASON = frozenset({TransferStatus.returned, TransferStatus.refused})


class HandlingService:
    """Moves transfers; the second of two equal clicks does nothing."""

    async def agree(
        self,
        session: AsyncSession,
        transfer_id: int,
        *,
        seen: TransferStatus,
        by: Actor,
    ) -> Transfer:
        """Take a transfer one step on, to its end the membership goes along."""
        transfer = await transfers.held(session, transfer_id)
        if transfer.status is not seen:
            return transfer
        to = policy.next_of(transfer.kind, seen)
        if to is None:
            raise TransitionNotAllowed(f"nobody decides on {seen}")
        if to.is_settled:
            await self._take_along(session, transfer)
        await move(session, transfer, to, by=by)
        return transfer

    async def send_back(
        self, session: AsyncSession, transfer_id: int, reason: str, *, by: Actor
    ) -> Transfer:
        """Ask the member for more or better details."""
        return await self._stop(
            session, transfer_id, TransferStatus.returned, by, reason
        )

    async def refuse(
        self, session: AsyncSession, transfer_id: int, reason: str, *, by: Actor
    ) -> Transfer:
        """Turn a transfer down; the membership stays where it was."""
        return await self._stop(
            session, transfer_id, TransferStatus.refused, by, reason
        )

    async def withdraw(
        self,
        session: AsyncSession,
        transfer_id: int,
        *,
        by: Actor,
        reason: str | None = None,
    ) -> Transfer:
        """Take a transfer back at the member's wish."""
        return await self._stop(
            session, transfer_id, TransferStatus.withdrawn, by, reason
        )

    async def resubmit(
        self, session: AsyncSession, transfer_id: int, *, by: Actor
    ) -> Transfer:
        """Hand a transfer in again after it was sent back."""
        transfer = await transfers.held(session, transfer_id)
        if transfer.status is not TransferStatus.requested:
            await move(session, transfer, TransferStatus.requested, by=by)
        return transfer

    async def _take_along(self, session: AsyncSession, transfer: Transfer) -> None:
        """Let the membership arrive where the transfer ends."""
        member = await hold_person(session, transfer.member_id)
        if transfer.to_id is None:
            stand(member, MemberStatus.left)
            member.organisation_id, member.left_on = None, clock.today()
        elif transfer.kind is TransferKind.into_city:
            await admit(session, member, transfer.to_id)
        else:
            stand(member, MemberStatus.active)
            member.organisation_id = transfer.to_id
        member.employer = transfer.employer or member.employer

    async def _stop(
        self,
        session: AsyncSession,
        transfer_id: int,
        to: TransferStatus,
        by: Actor,
        reason: str | None,
    ) -> Transfer:
        """Turn a transfer off its way; one that ends gives the standing back."""
        why = clean_reason(reason, needed=to in NEEDS_REASON)
        transfer = await transfers.held(session, transfer_id)
        if transfer.status is to:
            return transfer
        await move(session, transfer, to, by=by, reason=why)
        if to.is_settled:
            member = await hold_person(session, transfer.member_id)
            _stay(member, transfer.kind)
            await session.flush()
        return transfer


def _stay(member: Member, kind: TransferKind) -> None:
    """Give back the standing from before the transfer."""
    if kind is TransferKind.into_city:
        fall_back(member)
    else:
        stand(member, MemberStatus.active)


handling = HandlingService()
