"""SQL of consent."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from helpdesk.models import Consent, ConsentPurpose
from helpdesk.repository import Repository


class ConsentRepository(Repository):
    """Questions about what people allowed; a person is a member or an identity."""

    async def latest(
        self,
        purpose: ConsentPurpose,
        *,
        member_id: int | None = None,
        identity_id: int | None = None,
    ) -> Consent | None:
        """Return a person's newest word for one purpose."""
        statement = (
            select(Consent)
            .where(_whose(member_id, identity_id), Consent.purpose == purpose)
            .order_by(Consent.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def list_of(
        self, *, member_id: int | None = None, identity_id: int | None = None
    ) -> Sequence[Consent]:
        """Return everything a person said, oldest first."""
        statement = (
            select(Consent).where(_whose(member_id, identity_id)).order_by(Consent.id)
        )
        return (await self.session.scalars(statement)).all()


def _whose(member_id: int | None, identity_id: int | None) -> ColumnElement[bool]:
    """Go by the member once there is one: channels come and go."""
    if member_id is not None:
        return Consent.member_id == member_id
    return Consent.identity_id == identity_id
