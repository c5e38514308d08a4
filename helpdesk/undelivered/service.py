"""Undelivered: messages that nobody got, and what officers do about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.casework import casework
from helpdesk.errors import NotFound
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    OutboxItem,
    OutboxKind,
    Ticket,
)
from helpdesk.notifications import notifications
from helpdesk.notifications.letter import Letter
from helpdesk.notifications.queue import why_undelivered
from helpdesk.privacy import mask_phone
from helpdesk.rules import rules
from helpdesk.scope import Scope
from helpdesk.texts import tidy
from helpdesk.undelivered.repository import UndeliveredRepository

WORDS = Path(__file__).with_name("words.yml")
MOST = 200
WORDS_LIMIT = 400


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that is tried no more: why, and whose news it was."""

    item_id: int
    kind: OutboxKind
    created_at: datetime
    tries: int
    why: str
    phone: str | None
    """Masked."""

    ticket: Ticket | None
    has_expired: bool
    """It is of no use to send it any more."""


class UndeliveredService:
    """Shows what did not arrive to who sees its ticket; the rest to the whole city."""

    async def listed(self, session: AsyncSession, scope: Scope) -> list[DeadLetter]:
        """Return what is tried no more, the newest first."""
        repository = UndeliveredRepository(session)
        items = await repository.list_failed(limit=MOST)
        keys = {item.id: ticket_of(item) for item in items}
        tickets = await repository.tickets({k for k in keys.values() if k}, scope)
        seen = [item for item in items if _is_seen(keys[item.id], tickets, scope)]
        return [_letter(item, tickets.get(keys[item.id] or 0)) for item in seen]

    async def try_again(
        self, session: AsyncSession, item_id: int, *, scope: Scope, by: Actor
    ) -> None:
        """Have a message sent again, from the beginning.

        Raises:
            NotFound: There is no such dead letter within sight.
        """
        item, _ = await self._held(session, item_id, scope)
        await notifications.retry(session, item.id)
        await _note(session, AuditAction.changed, item, by)

    async def told(
        self,
        session: AsyncSession,
        item_id: int,
        *,
        words: str,
        scope: Scope,
        by: Actor,
    ) -> None:
        """Note that the worker was told by telephone; the letter is not needed more.

        Raises:
            NotFound: There is no such dead letter within sight.
        """
        item, ticket = await self._held(session, item_id, scope)
        if ticket is not None:
            said = tidy(words, limit=WORDS_LIMIT)
            note = str(rules(WORDS)["told"]).format(words=said)
            await casework.note(session, ticket, by=by, words=note)
        await _note(session, AuditAction.deleted, item, by)
        await UndeliveredRepository(session).delete(item)

    async def _held(
        self, session: AsyncSession, item_id: int, scope: Scope
    ) -> tuple[OutboxItem, Ticket | None]:
        repository = UndeliveredRepository(session)
        item = await repository.hold(item_id)
        if item is None:
            raise NotFound("no such dead letter")
        key = ticket_of(item)
        tickets = await repository.tickets([key] if key else (), scope)
        if not _is_seen(key, tickets, scope):
            raise NotFound("its ticket lies outside")
        return item, tickets.get(key or 0)


def ticket_of(item: OutboxItem) -> int | None:
    """Return whose news an item is; a letter that can not be read is nobody's."""
    if item.kind is not OutboxKind.wechat:
        return None
    try:
        return Letter.from_json(item.payload).ticket_id
    except (KeyError, TypeError, ValueError):
        return None


def _is_seen(
    ticket_id: int | None, tickets: Mapping[int, Ticket], scope: Scope
) -> bool:
    if ticket_id is None:
        return scope.covers(None)
    return ticket_id in tickets


def _letter(item: OutboxItem, ticket: Ticket | None) -> DeadLetter:
    phone = item.payload.get("phone") or (ticket and ticket.contact_phone)
    return DeadLetter(
        item_id=item.id,
        kind=item.kind,
        created_at=item.created_at,
        tries=item.tries,
        why=_why(item),
        phone=mask_phone(phone) if phone else None,
        ticket=ticket,
        has_expired=item.error == "expired",
    )


def _why(item: OutboxItem) -> str:
    if item.kind is OutboxKind.wechat:
        return why_undelivered(item.error)
    reasons = rules(WORDS)["sms"]
    return str(reasons.get(item.error, reasons["other"]))


async def _note(
    session: AsyncSession, action: AuditAction, item: OutboxItem, by: Actor
) -> None:
    await audit.record(
        session,
        action,
        AuditSubject.outbox_item,
        item.id,
        by=by,
        before={"kind": item.kind, "ticket": ticket_of(item)},
    )


undelivered = UndeliveredService()
