"""What was put down is told: each webhook's in order, several webhooks at a time."""

import asyncio
import json
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.database import glance, unit_of_work
from helpdesk.errors import DeliveryFailed, InvalidInput
from helpdesk.models import DeliveryState, HookDelivery, HookState, Webhook
from helpdesk.rules import rules
from helpdesk.webhooks.addresses import Address, Fence, Target, resolve, target
from helpdesk.webhooks.repository import WebhookRepository
from helpdesk.webhooks.service import LIMITS
from helpdesk.webhooks.signing import HEADER, signature

logger = logging.getLogger(__name__)

LOOK = 0.3  # seconds between two looks while somebody is being told
GONE = 410

type Sessions = async_sessionmaker[AsyncSession]


@dataclass(frozen=True, slots=True)
class Call:
    """One call on its way out; where it leads was checked and stays so."""

    url: str
    where: Target
    address: Address
    headers: Mapping[str, str]
    body: bytes


class Post(Protocol):
    """Makes a call and returns the status; follows nowhere, reads no answer."""

    async def __call__(self, call: Call) -> int:
        """Make the call.

        Raises:
            DeliveryFailed: Nobody answered.
        """


@dataclass(frozen=True, slots=True)
class _Letter:
    """A delivery free of any session."""

    delivery_id: int
    url: str
    headers: Mapping[str, str]
    body: bytes


async def deliver(
    sessions: Sessions, post: Post, fence: Fence, *, stop: asyncio.Event | None = None
) -> int:
    """Tell what is due until nothing is, and return how much was taken.

    One call at a time to each webhook: one that hangs keeps only itself waiting.
    """
    taken = 0
    running: dict[int, asyncio.Task[int]] = {}
    await _give_up(sessions)
    try:
        while True:
            due = await _due(sessions, running) if not (stop and stop.is_set()) else ()
            for webhook_id in due:
                telling = _tell(sessions, post, fence, webhook_id, stop)
                running[webhook_id] = asyncio.create_task(telling)
            if not running:
                return taken
            await asyncio.wait(
                running.values(), timeout=LOOK, return_when=asyncio.FIRST_COMPLETED
            )
            for webhook_id in [key for key, task in running.items() if task.done()]:
                taken += running.pop(webhook_id).result()
    finally:
        await asyncio.gather(*running.values(), return_exceptions=True)


async def _due(sessions: Sessions, running: Mapping[int, object]) -> tuple[int, ...]:
    async with glance(sessions) as session:
        found = WebhookRepository(session).list_due(clock.now(), but=tuple(running))
        return tuple(await found)


async def _give_up(sessions: Sessions) -> None:
    """Bury what nobody took for a day."""
    before = clock.now() - timedelta(hours=rules(LIMITS)["kept_hours"])
    async with glance(sessions) as session:
        if not await WebhookRepository(session).has_waited(before=before):
            return
    async with unit_of_work(sessions) as session:
        await WebhookRepository(session).give_up(before=before)


async def _tell(
    sessions: Sessions,
    post: Post,
    fence: Fence,
    webhook_id: int,
    stop: asyncio.Event | None,
) -> int:
    """Tell a webhook everything that is due, until a call fails."""
    taken = 0
    while not (stop and stop.is_set()):
        letter = await _take(sessions, webhook_id)
        if letter is None:
            break
        fault = await _post(post, fence, letter)
        async with unit_of_work(sessions) as session:
            await _settle(session, letter.delivery_id, fault)
        if fault is not None:
            break
        taken += 1
    return taken


async def _take(sessions: Sessions, webhook_id: int) -> _Letter | None:
    """Take the next delivery; it becomes due again unless it is settled."""
    async with unit_of_work(sessions) as session:
        now = clock.now()
        delivery = await WebhookRepository(session).take(webhook_id, now)
        if delivery is None:
            return None
        delivery.tries += 1
        lease = 2 * timedelta(seconds=rules(LIMITS)["seconds"])
        delivery.due_at = now + lease
        return _letter(delivery, now)


def _letter(delivery: HookDelivery, now: datetime) -> _Letter:
    body = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode()
    return _Letter(
        delivery_id=delivery.id,
        url=delivery.webhook.url,
        headers={
            "Content-Type": "application/json",
            "User-Agent": "Gonghui-Webhook/1",
            "Gonghui-Event": delivery.event.value,
            "Gonghui-Delivery": delivery.key,
            HEADER: signature(body, _keys(delivery.webhook, now), at=now),
        },
        body=body,
    )


def _keys(webhook: Webhook, now: datetime) -> list[str]:
    """Return the keys that sign: while they are changed, both."""
    until = webhook.old_secret_until
    if webhook.old_secret is not None and until is not None and now < until:
        return [webhook.secret, webhook.old_secret]
    return [webhook.secret]


async def _post(post: Post, fence: Fence, letter: _Letter) -> str | None:
    """Make the call and return what went wrong."""
    try:
        async with asyncio.timeout(rules(LIMITS)["seconds"]):
            where = target(letter.url, fence)
            address = await resolve(where, fence)
            call = Call(letter.url, where, address, letter.headers, letter.body)
            status = await post(call)
    except TimeoutError:
        return "no answer in time"
    except (DeliveryFailed, InvalidInput) as error:
        return str(error)
    return None if 200 <= status < 300 else f"HTTP {status}"


async def _settle(session: AsyncSession, delivery_id: int, fault: str | None) -> None:
    """Write down what became of a call."""
    delivery = await WebhookRepository(session).hold(delivery_id)
    if delivery is None:  # the webhook was taken away meanwhile
        return
    now, webhook = clock.now(), delivery.webhook
    delivery.error = fault and fault[:80]
    if fault is None:
        delivery.state, delivery.sent_at = DeliveryState.sent, now
        webhook.failures, webhook.rests_until = 0, None
        return
    delivery.due_at = now + _pause(delivery.tries)
    webhook.failures += 1
    webhook.rests_until = _rest(webhook.failures, now)
    if fault == f"HTTP {GONE}" or webhook.failures >= rules(LIMITS)["paused_after"]:
        webhook.state = HookState.paused
        logger.warning("webhook %d is paused: %s", webhook.id, fault)


def _pause(tries: int) -> timedelta:
    """Return how long to wait after so many tries of one delivery."""
    limits = rules(LIMITS)
    longest: float = limits["longest_pause"]
    pause = min(limits["first_pause"] * 2.0 ** min(tries - 1, 30), longest)
    return timedelta(seconds=pause * _spread(limits["spread"]))


def _rest(failures: int, now: datetime) -> datetime | None:
    """Return until when a webhook is left alone after so many failures in a row."""
    limits = rules(LIMITS)
    over = failures - limits["resting_after"]
    if over < 0:
        return None
    minutes = min(limits["rest_minutes"] * 2.0 ** min(over, 30), limits["longest_rest"])
    return now + timedelta(minutes=minutes)


def _spread(width: float) -> float:
    return 1 + random.uniform(-width, width)  # noqa: S311 - not a secret
