"""SQL of tokens."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select, update

from helpdesk.models import ApiToken, Officer, Organisation
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope


class TokenRepository(Repository):
    """Questions about tokens; they are compared by their digests."""

    async def live(self, fingerprint: str, *, now: datetime) -> ApiToken | None:
        """Return the token, unless it is over or its account is closed."""
        statement = (
            select(ApiToken)
            .join(ApiToken.officer)
            .where(
                ApiToken.fingerprint_lookup == fingerprint,
                ApiToken.expires_at > now,
                ApiToken.revoked_at.is_(None),
                Officer.active,
            )
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def by_prefix(self, prefix: str, *, scope: Scope) -> ApiToken | None:
        """Return the token that begins so, if it is of this part of the union."""
        statement = _within(scope).where(ApiToken.prefix == prefix)
        return (await self.session.scalars(statement)).one_or_none()

    async def list_within(self, scope: Scope) -> Sequence[ApiToken]:
        """Return the tokens of a part of the union, the newest first."""
        statement = _within(scope).order_by(ApiToken.id.desc())
        return (await self.session.scalars(statement)).all()

    async def note_use(
        self, token_id: int, *, now: datetime, unless_since: datetime
    ) -> None:
        """Write down that a token was used; of several at once one writes."""
        long_ago = or_(
            ApiToken.last_used_at.is_(None), ApiToken.last_used_at < unless_since
        )
        used = update(ApiToken).where(ApiToken.id == token_id, long_ago)
        await self.session.execute(used.values(last_used_at=now))


def _within(scope: Scope) -> Select[ApiToken]:
    statement = select(ApiToken).join(ApiToken.officer)
    if scope.path is None:
        return statement
    unions = select(Organisation.id).where(within(Organisation.path, scope))
    return statement.where(Officer.organisation_id.in_(unions))
