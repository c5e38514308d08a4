"""Moving a person's matters along their transition tables, with a note in the log."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_attribute

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.errors import InvalidInput, NotFound, TransitionNotAllowed
from helpdesk.members.repository import MemberRepository
from helpdesk.models import (
    Application,
    ApplicationStatus,
    AuditAction,
    AuditSubject,
    Member,
    Transfer,
    TransferStatus,
)
from helpdesk.privacy import redact
from helpdesk.texts import tidy

REASON_LIMIT = 200

type Matter = Application | Transfer


async def hold_person(session: AsyncSession, member_id: int) -> Member:
    """Return a person as it is now, nobody else's to change in this transaction."""
    member = await MemberRepository(session).hold(member_id)
    if member is None:
        raise NotFound("no such member")
    return member


async def move(
    session: AsyncSession,
    matter: Matter,
    to: ApplicationStatus | TransferStatus,
    *,
    by: Actor,
    reason: str | None = None,
) -> None:
    """Move a matter of a held person by one step of its table."""
    if to not in matter.status.next:
        raise TransitionNotAllowed(f"{matter.status} → {to}")
    before = matter.status
    set_attribute(matter, "status", to)
    matter.reason = reason
    matter.decided_at = clock.now() if to.is_settled else None
    await note(session, matter, by=by, before=before, reason=reason)


async def note(
    session: AsyncSession,
    matter: Matter,
    *,
    by: Actor,
    before: ApplicationStatus | TransferStatus | None = None,
    reason: str | None = None,
) -> None:
    """Write into the log that a matter was made or moved."""
    made = isinstance(matter, Application)
    await audit.record(
        session,
        AuditAction.moved if before else AuditAction.created,
        AuditSubject.application if made else AuditSubject.transfer,
        matter.id,
        by=by,
        before={"status": before} if before else None,
        after={"status": matter.status},
        reason=reason,
    )


def clean_reason(reason: str | None, *, needed: bool) -> str | None:
    """Return a reason fit to be kept and told; personal data in it is masked."""
    clean = redact(tidy(reason or "", limit=REASON_LIMIT))
    if needed and not clean:
        raise InvalidInput("the worker is told why")
    return clean or None
