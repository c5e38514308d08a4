"""SQL of transfers."""

from collections.abc import Sequence

from sqlalchemy import select

from helpdesk.models import Transfer, TransferStatus
from helpdesk.repository import Repository

SETTLED = tuple(status for status in TransferStatus if status.is_settled)
GIVING = (TransferStatus.requested, TransferStatus.releasing)
RECEIVING = (TransferStatus.handover, TransferStatus.receiving)


class TransferRepository(Repository):
    """Questions about transfers."""

    async def by_id(self, transfer_id: int) -> Transfer | None:
        """Return a transfer as it is now."""
        return await self.session.get(Transfer, transfer_id, populate_existing=True)

    async def asked_by(self, request_key: str) -> Transfer | None:
        """Return the transfer that this message already asked for."""
        statement = select(Transfer).where(Transfer.request_key == request_key)
        return (await self.session.scalars(statement)).one_or_none()

    async def undecided(self, member_id: int) -> Transfer | None:
        """Return a member's transfer that is still on its way."""
        statement = select(Transfer).where(
            Transfer.member_id == member_id, Transfer.status.not_in(SETTLED)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def latest(self, member_id: int) -> Transfer | None:
        """Return a member's newest transfer."""
        statement = (
            select(Transfer)
            .where(Transfer.member_id == member_id)
            .order_by(Transfer.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def list_at(
        self, organisation_id: int, *, limit: int = 100
    ) -> Sequence[Transfer]:
        """Return the transfers that wait for a union at either end, oldest first."""
        first = (Transfer.from_id == organisation_id) & Transfer.status.in_(GIVING)
        last = (Transfer.to_id == organisation_id) & (
            Transfer.status.in_(RECEIVING)
            | (Transfer.from_id.is_(None) & Transfer.status.in_(GIVING))
        )
        statement = (
            select(Transfer)
            .where(first | last)
            .order_by(Transfer.created_at, Transfer.id)
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()
