"""SQL of requests that are answered once."""

from sqlalchemy import select

from helpdesk.models import IdempotentRequest
from helpdesk.repository import Repository


class IdempotencyRepository(Repository):
    """Questions about requests that were sent with a key."""

    async def hold(
        self, token_id: int, key: str, *, request: str
    ) -> tuple[IdempotentRequest, bool]:
        """Return what is known of a key, and whether it came with this request before.

        Who comes second waits here until the first has its answer or gave up.
        """
        new = self.insert(IdempotentRequest).values(
            token_id=token_id, key_lookup=key, request_lookup=request
        )
        await self.session.execute(new.on_conflict_do_nothing())
        is_same = IdempotentRequest.request_lookup == request
        statement = (
            select(IdempotentRequest, is_same)
            .where(
                IdempotentRequest.token_id == token_id,
                IdempotentRequest.key_lookup == key,
            )
            .with_for_update()
        )
        known, same = (await self.session.execute(statement)).one()
        return known, bool(same)
