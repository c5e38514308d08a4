"""Brings what followers do to the account's callback: in five seconds, or again."""

import asyncio
import secrets
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from wechat.standin import envelopes
from wechat.standin.envelopes import Malformed, Reply
from wechat.standin.faults import CALLBACK
from wechat.standin.followers import Follower
from wechat.standin.happenings import Fields
from wechat.standin.world import World

PATIENCE = 5.0  # seconds that the account has
DELIVERIES = 4  # the first, and three more


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a delivery ended.

    `reply`: something is shown; `nothing`: the account took it without an answer;
    `unavailable`: the follower is told that the account is out of order.
    """

    outcome: str
    deliveries: int
    ms: int
    reply: Reply | None = None
    why: str | None = None


@dataclass(slots=True)
class Post:
    """The way to one account's callback."""

    world: World
    transport: httpx.AsyncBaseTransport | None = None
    patience: float = PATIENCE
    _client: httpx.AsyncClient = field(init=False)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        self._client = httpx.AsyncClient(
            transport=self.transport,
            trust_env=False,
            limits=limits,
            timeout=2 * self.patience,  # `_once` cuts at the patience itself
        )

    async def deliver(
        self, follower: Follower, fields: Fields, *, is_quiet: bool = False
    ) -> Outcome:
        """Deliver until it is answered; show the answer unless the thing is quiet."""
        fields = self._head(follower, fields) | fields
        begun = time.perf_counter()
        outcome = await self._until_answered(follower, fields, begun)
        self._write(follower, fields, outcome)
        if not is_quiet:
            self._show(follower, outcome)
        return outcome

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something after the answer that is being given now."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def verify(self) -> bool:
        """Ask the account to prove its callback, as the console does."""
        account, echo = self.world.account, secrets.token_hex(10)
        query = envelopes.signed(account, str(int(time.time())), secrets.token_hex(5))
        try:
            answer = await self._client.get(
                account.callback,
                params=query | {"echostr": echo},
                timeout=self.patience,
            )
        except httpx.HTTPError:
            return False
        return answer.status_code == HTTPStatus.OK and answer.text == echo

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._client.aclose()

    def _head(self, follower: Follower, fields: Fields) -> Fields:
        head: Fields = {
            "ToUserName": self.world.account.original_id,
            "FromUserName": follower.openid,
            "CreateTime": int(time.time()),
        }
        is_event = fields["MsgType"] == "event"
        return head if is_event else head | {"MsgId": self.world.message_id()}

    async def _until_answered(
        self, follower: Follower, fields: Fields, begun: float
    ) -> Outcome:
        answer, delivery = None, 0
        while answer is None and delivery < DELIVERIES:
            delivery += 1
            answer = await self._once(follower, fields)
        ms = round((time.perf_counter() - begun) * 1000)
        if answer is None:
            return Outcome("unavailable", delivery, ms, why="no answer in time")
        try:
            reply = envelopes.read(self.world.account, answer, openid=follower.openid)
        except Malformed as why:
            return Outcome("unavailable", delivery, ms, why=str(why))
        return Outcome("reply" if reply else "nothing", delivery, ms, reply)

    async def _once(self, follower: Follower, fields: Fields) -> bytes | None:
        """Deliver once; None when there is no answer that counts."""
        account = self.world.account
        envelope = envelopes.pack(account, fields, openid=follower.openid)
        fault = self.world.faults.take(CALLBACK)
        patience = min(self.patience, fault.delay) if fault else self.patience
        try:
            async with asyncio.timeout(patience):
                answer = await self._client.post(
                    account.callback,
                    params=envelope.query,
                    content=envelope.body,
                    headers={"Content-Type": "text/xml"},
                )
        except (TimeoutError, httpx.HTTPError):
            return None
        if fault or answer.status_code != HTTPStatus.OK:
            return None
        return answer.content

    def _write(self, follower: Follower, fields: Fields, outcome: Outcome) -> None:
        what = str(fields.get("Event") or fields["MsgType"])
        self.world.journal.write(
            at=time.time(),
            direction="from_wechat",
            what=what,
            ms=outcome.ms,
            outcome=outcome.outcome,
            openid=follower.openid,
            deliveries=outcome.deliveries,
            body={"sent": fields, "why": outcome.why},
        )

    def _show(self, follower: Follower, outcome: Outcome) -> None:
        if outcome.outcome == "unavailable":
            self.world.show(follower, "wechat", "unavailable", "passive")
        elif outcome.reply is not None:
            reply = outcome.reply
            media_id = reply.element.findtext(".//MediaId")
            self.world.show(
                follower,
                "account",
                reply.kind,
                "passive",
                text=reply.text,
                media_id=media_id,
            )
