"""Audit: who did what to whose record, from where and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import AuditAction, AuditEntry, AuditSubject, AuthorKind
from helpdesk.privacy import Kind, mask, redact
from helpdesk.texts import tidy

REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and from which network address."""

    kind: AuthorKind
    officer_id: int | None = None
    member_id: int | None = None
    address: str | None = None


SYSTEM = Actor(AuthorKind.system)


class AuditService:
    """Writes the log; nothing in it is ever changed."""

    async def record(
        self,
        session: AsyncSession,
        action: AuditAction,
        subject: AuditSubject,
        subject_id: int | None,
        *,
        by: Actor,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        reason: str | None = None,
    ) -> AuditEntry:
        """Note one thing done; personal data in the values is masked here."""
        entry = AuditEntry(
            actor=by.kind,
            officer_id=by.officer_id,
            actor_member_id=by.member_id,
            address=by.address,
            action=action,
            subject=subject,
            subject_id=subject_id,
            before=before and masked(before),
            after=after and masked(after),
            reason=reason and redact(tidy(reason, limit=REASON_LIMIT)),
        )
        session.add(entry)
        await session.flush()
        return entry


def masked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Mask values by their names, and personal data inside any other text.

    >>> masked({"phone": "13800138000", "status": "active", "said": "打13800138000"})
    {'phone': '138****8000', 'status': 'active', 'said': '打138****8000'}
    """
    return {name: _masked(name, value) for name, value in values.items()}


def _masked(name: str, value: object) -> object:
    """Mask what a mask is named for; let numbers, flags and nothing pass."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return mask(Kind(name), text) if name in Kind else redact(text)


audit = AuditService()
