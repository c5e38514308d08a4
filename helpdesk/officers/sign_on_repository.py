"""SQL of browsers that were sent to the existing sign-on."""

from datetime import datetime

from sqlalchemy import delete

from helpdesk.models import SignOn
from helpdesk.repository import Repository


class SignOnRepository(Repository):
    """Questions about who is on the way; tokens are compared by their digests."""

    async def spend(self, *, state: str, cookie: str, now: datetime) -> SignOn | None:
        """Return what was begun with this state in this browser, once."""
        statement = (
            delete(SignOn)
            .where(
                SignOn.state_lookup == state,
                SignOn.cookie_lookup == cookie,
                SignOn.expires_at > now,
            )
            .returning(SignOn)
        )
        return (await self.session.scalars(statement)).one_or_none()
