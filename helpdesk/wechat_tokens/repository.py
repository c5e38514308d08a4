"""SQL of WeChat's access token."""

from datetime import datetime

from sqlalchemy import select

from helpdesk.models import AccessToken
from helpdesk.repository import Repository


class TokenRepository(Repository):
    """Questions about the token of an account."""

    async def of(self, app_id: str) -> AccessToken | None:
        """Return an account's token as it is now."""
        statement = (
            select(AccessToken)
            .where(AccessToken.app_id == app_id)
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def put(
        self,
        app_id: str,
        *,
        token: str,
        expires_at: datetime,
        fetched_at: datetime,
        forced: int,
    ) -> None:
        """Keep a token; one that was fetched later stays."""
        values = {
            "token": token,
            "expires_at": expires_at,
            "fetched_at": fetched_at,
            "forced": forced,
        }
        new = self.insert(AccessToken).values(app_id=app_id, **values)
        statement = new.on_conflict_do_update(
            index_elements=[AccessToken.app_id],
            set_=values,
            where=AccessToken.fetched_at <= fetched_at,
        )
        await self.session.execute(statement)
