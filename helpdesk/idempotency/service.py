"""Idempotency: a request that is sent twice is carried out once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.errors import KeyReused
from helpdesk.idempotency.repository import IdempotencyRepository


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for, and the key that names it."""

    token_id: int
    key: str
    asked: str
    """Everything that makes it another request: method, address, body."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class IdempotencyService:
    """Remembers answers by the keys that requests came with."""

    async def once(
        self,
        session: AsyncSession,
        request: Request,
        work: Callable[[], Awaitable[Answer]],
    ) -> tuple[Answer, bool]:
        """Carry a request out, or return what it was answered; and whether it was.

        Key, work and answer are one transaction: what failed may be sent again, what
        was done is not done twice, whenever the program was killed.

        Raises:
            KeyReused: Another request came with this key.
        """
        known, is_same = await IdempotencyRepository(session).hold(
            request.token_id, request.key, request=request.asked
        )
        if not is_same:
            raise KeyReused("another request was sent with this key")
        if known.answer is not None:
            return Answer(**known.answer), True
        answer = await work()
        known.answer = asdict(answer)
        await session.flush()
        return answer, False


idempotency = IdempotencyService()
