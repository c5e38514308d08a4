"""SQL of visits from WeChat."""

from datetime import datetime

from sqlalchemy import select, update

from helpdesk.models import LoginState, WebLogin
from helpdesk.repository import Repository


class LoginRepository(Repository):
    """Questions about visits; states and cookies are compared by their digests."""

    async def spend(self, *, state: str, cookie: str, now: datetime) -> int | None:
        """Mark a visit as come back, unless it already is; return its key."""
        statement = (
            update(WebLogin)
            .where(
                WebLogin.state_lookup == state,
                WebLogin.session_lookup == cookie,
                WebLogin.state == LoginState.asked,
                WebLogin.expires_at > now,
            )
            .values(state=LoginState.back)
            .returning(WebLogin.id)
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def by_id(self, login_id: int) -> WebLogin | None:
        """Return a visit."""
        return await self.session.get(WebLogin, login_id)

    async def known(self, cookie: str, *, now: datetime) -> int | None:
        """Return the identity that is logged in with this cookie."""
        statement = select(WebLogin.identity_id).where(
            WebLogin.session_lookup == cookie,
            WebLogin.state == LoginState.known,
            WebLogin.expires_at > now,
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def end(self, cookie: str, *, now: datetime) -> None:
        """End the visit of this cookie."""
        await self.session.execute(
            update(WebLogin)
            .where(WebLogin.session_lookup == cookie)
            .values(state=LoginState.ended, expires_at=now)
        )
