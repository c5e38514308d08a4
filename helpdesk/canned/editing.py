"""Keeping canned texts: everybody's own, and those that a leader keeps for others."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.canned.fields import check_fields, fault
from helpdesk.canned.repository import CannedRepository
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    CannedText,
    CannedUse,
    Officer,
    OfficerRole,
)
from helpdesk.organisations import organisations
from helpdesk.scope import Scope
from helpdesk.texts import tidy
from helpdesk.tickets.handling import categories, handling, skills

TITLE_LIMIT, TEXT_LIMIT = 40, 2000
KEEPERS = frozenset({OfficerRole.supervisor, OfficerRole.administrator})


@dataclass(frozen=True, slots=True)
class Wording:
    """A canned text as an officer writes it."""

    title: str
    text: str
    use: CannedUse = CannedUse.answer
    skill: str | None = None
    category: str | None = None
    is_own: bool = True


class CannedEditing:
    """Adds, changes and puts by; a shared text is its union's supervisor's."""

    async def listed(
        self, session: AsyncSession, officer: Officer
    ) -> Sequence[CannedText]:
        """Return the texts that an officer sees: of the own union, above and below."""
        path = await organisations.path_of(session, officer.organisation_id)
        return await CannedRepository(session).list_all(
            paths=organisations.above(path), below=path, officer_id=officer.id
        )

    async def by_id(
        self, session: AsyncSession, text_id: int, officer: Officer
    ) -> CannedText:
        """Return a text that an officer may see."""
        text = await CannedRepository(session).by_id(text_id)
        path = await organisations.path_of(session, officer.organisation_id)
        if text is None or not _is_seen(text, officer, path):
            raise NotFound("no such text")
        return text

    def may_change(self, text: CannedText, officer: Officer) -> bool:
        """Tell whether an officer may change a text: an own one, or as its keeper."""
        if text.officer_id is not None:
            return text.officer_id == officer.id
        is_theirs = officer.organisation_id in (None, text.organisation_id)
        return officer.role in KEEPERS and is_theirs

    async def add(
        self, session: AsyncSession, wording: Wording, *, officer: Officer, by: Actor
    ) -> CannedText:
        """Keep a new text; who keeps none for others keeps it as an own one.

        Raises:
            InvalidInput: Something is wrong with it; the reason is in Chinese.
        """
        own = wording.is_own or officer.role not in KEEPERS
        text = CannedText(
            organisation_id=None if own else officer.organisation_id,
            path=None
            if own
            else await organisations.path_of(session, officer.organisation_id),
            officer_id=officer.id if own else None,
            **_checked(wording),
        )
        session.add(text)
        await session.flush()
        await self._note(session, AuditAction.created, text, by)
        return text

    async def change(
        self,
        session: AsyncSession,
        text: CannedText,
        wording: Wording,
        *,
        officer: Officer,
        by: Actor,
    ) -> None:
        """Change a text; whose it is stays."""
        self._refuse_others(text, officer)
        for name, value in _checked(wording).items():
            setattr(text, name, value)
        text.is_edited = True
        await self._note(session, AuditAction.changed, text, by)

    async def put_by(
        self,
        session: AsyncSession,
        text: CannedText,
        *,
        active: bool,
        officer: Officer,
        by: Actor,
    ) -> None:
        """Offer a text no more, or again."""
        self._refuse_others(text, officer)
        text.active, text.is_edited = active, True
        await self._note(session, AuditAction.changed, text, by)

    def _refuse_others(self, text: CannedText, officer: Officer) -> None:
        if not self.may_change(text, officer):
            raise NotFound("no such text among those that the officer keeps")

    async def _note(
        self, session: AsyncSession, action: AuditAction, text: CannedText, by: Actor
    ) -> None:
        kept = {"title": text.title, "text": text.text, "active": text.active}
        await audit.record(
            session, action, AuditSubject.canned_text, text.id, by=by, after=kept
        )


def _is_seen(text: CannedText, officer: Officer, path: str | None) -> bool:
    """Tell whether a text is the officer's, or of the own union, above or below."""
    if text.officer_id is not None:
        return text.officer_id == officer.id
    above = text.path in (None, *organisations.above(path))
    return above or path is None or Scope(path).covers(text.path)


def _checked(wording: Wording) -> dict[str, object]:
    """Return the fields of a record, or say what is wrong."""
    title, text = wording.title.strip(), tidy(wording.text, limit=TEXT_LIMIT + 1)
    if not title or len(tidy(title, limit=TITLE_LIMIT + 1)) > TITLE_LIMIT:
        raise InvalidInput(fault("title"))
    if not text or len(text) > TEXT_LIMIT:
        raise InvalidInput(fault("text"))
    check_fields(text)
    if wording.category and wording.category not in categories():
        raise InvalidInput(fault("place"))
    if wording.skill and wording.skill not in skills():
        raise InvalidInput(fault("place"))
    skill = handling(wording.category).skill if wording.category else wording.skill
    return {
        "title": tidy(title, limit=TITLE_LIMIT),
        "text": text,
        "use": wording.use,
        "skill": skill or None,
        "category": wording.category or None,
    }
