"""Evidence: pictures and files that workers send, fetched, checked and kept sealed."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.audit.reasons import reason as why
from helpdesk.database import read_only
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.evidence import fetching, vault
from helpdesk.evidence.fetching import Fetched
from helpdesk.evidence.formats import media_type
from helpdesk.evidence.repository import EvidenceRepository
from helpdesk.models import (
    Attachment,
    AttachmentKind,
    AuditAction,
    AuditSubject,
    AuthorKind,
    Conversation,
    Ticket,
)
from helpdesk.rules import rules
from helpdesk.texts import tidy
from helpdesk.tickets import papers, tickets

logger = logging.getLogger(__name__)

NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Swept:
    """What was found in the vault that does not fit the records."""

    strays: int
    """Files that no row speaks of; they were deleted."""

    missing: int
    """Rows whose file is not there; nothing can be done but to look for a backup."""


class EvidenceService:
    """Takes in what workers send, and gives it out to officers."""

    async def receive(
        self,
        session: AsyncSession,
        conversation: Conversation,
        *,
        message_id: str,
        kind: AttachmentKind,
        source: str,
        name: str | None = None,
    ) -> Attachment:
        """Note that something was sent; a repeated delivery returns the first note.

        It belongs to the newest matter that is not settled. Where there is none it
        waits for the ticket that opens in this conversation (``tickets.papers``).
        ``source`` is the provider's id, by which the worker fetches it.
        """
        repository = EvidenceRepository(session)
        new = await repository.add(
            conversation.id,
            message_id=message_id,
            kind=kind,
            source=source,
            name=tidy(name, limit=NAME_LIMIT) if name else None,
            at=clock.now(),
        )
        if new is None:
            return await repository.by_message(conversation.id, message_id)
        ticket = await self._matter(session, conversation)
        if ticket is not None:
            new.ticket_id = ticket.id
            await tickets.add_note(
                session, ticket, papers.said([kind]), by=AuthorKind.member
            )
        return new

    async def keep(
        self,
        session: AsyncSession,
        conversation: Conversation,
        kept: fetching.Kept,
        *,
        message_id: str,
        kind: AttachmentKind,
        ticket: Ticket | None,
    ) -> bool:
        """Note what lies in the vault already; tell whether it was not on record."""
        new = await EvidenceRepository(session).add(
            conversation.id,
            message_id=message_id,
            kind=kind,
            source=None,
            name=None,
            at=clock.now(),
        )
        if new is None:
            return False
        new.ticket_id = ticket.id if ticket else None
        fetching.note(new, kept)
        await session.flush()
        return True

    async def put_away(
        self, content: bytes, *, name: str | None, data_dir: Path
    ) -> fetching.Kept:
        """Put an officer's file into the vault; no session is open meanwhile.

        Raises:
            InvalidInput: It is too large, or of no kind that is kept.
        """
        limit = rules(fetching.LIMITS)["kinds"][AttachmentKind.file]
        if len(content) > limit["largest"]:
            raise InvalidInput(f"more than {limit['largest']} bytes")
        found = media_type(content)
        if found is None or found not in limit["accepts"]:
            raise InvalidInput("not a kind of file that is kept")
        fetched = Fetched(content, tidy(name, limit=NAME_LIMIT) if name else None)
        return await fetching.seal(fetched, found, data_dir=data_dir)

    async def add_officers(
        self, session: AsyncSession, ticket: Ticket, kept: fetching.Kept
    ) -> Attachment:
        """Note a file that an officer added to a ticket."""
        is_image = kept.media_type.startswith("image/")
        new = Attachment(
            conversation_id=None,
            message_id=f"officer:{secrets.token_hex(8)}",
            ticket_id=ticket.id,
            kind=AttachmentKind.image if is_image else AttachmentKind.file,
            due_at=clock.now(),
        )
        fetching.note(new, kept)
        session.add(new)
        await session.flush()
        return new

    async def fetch_due(
        self,
        sessions: async_sessionmaker[AsyncSession],
        fetch: fetching.Fetch,
        *,
        data_dir: Path,
    ) -> int:
        """Fetch what is due and return how many were kept."""
        return await fetching.fetch_due(sessions, fetch, data_dir=data_dir)

    async def list_of(
        self, session: AsyncSession, ticket: Ticket
    ) -> Sequence[Attachment]:
        """Return what was sent for a ticket, oldest first."""
        return await EvidenceRepository(session).list_of(ticket.id)

    async def open_(
        self,
        session: AsyncSession,
        attachment: Attachment,
        *,
        by: Actor,
        reason: str,
        data_dir: Path,
    ) -> bytes:
        """Return the bytes; who saw them and why is on record.

        Raises:
            InvalidInput: There is no officer, or no reason.
            NotFound: It is not kept, or its file is missing or damaged.
        """
        reason = why(reason)
        if by.officer_id is None:
            raise InvalidInput("only an officer may see it")
        if attachment.path is None or attachment.key is None:
            raise NotFound(f"the attachment is {attachment.state}")
        content = vault.get(data_dir, vault.Stored(attachment.path, attachment.key))
        await audit.record(
            session,
            AuditAction.viewed,
            AuditSubject.attachment,
            attachment.id,
            by=by,
            after={"ticket_id": attachment.ticket_id, "size": attachment.size},
            reason=reason,
        )
        return content

    async def sent_by(self, session: AsyncSession, identity_id: int) -> dict[int, str]:
        """Return the files that an account sent, by the keys of their rows."""
        return await EvidenceRepository(session).paths_from(identity_id)

    async def left_over(
        self, session: AsyncSession, files: Mapping[int, str]
    ) -> list[str]:
        """Return those files whose rows are gone."""
        there = await EvidenceRepository(session).among(files)
        return [path for key, path in files.items() if key not in there]

    def remove_file(self, data_dir: Path, path: str) -> None:
        """Delete a file whose row is gone."""
        vault.remove(data_dir, path)

    async def sweep(
        self, sessions: async_sessionmaker[AsyncSession], *, data_dir: Path
    ) -> Swept:
        """Delete files that no row speaks of; tell of rows without a file.

        A row goes by deletion or retention in the database alone; its file follows
        here. What was written just now may have no row yet.
        """
        minutes = rules(fetching.LIMITS)["stray_minutes"]
        old = (clock.now() - timedelta(minutes=minutes)).timestamp()
        async with read_only(sessions) as session:
            known = await EvidenceRepository(session).paths()
        files = dict(vault.listed(data_dir))
        strays = [path for path, at in files.items() if path not in known and at < old]
        for path in strays:
            vault.remove(data_dir, path)
        missing = len(known - files.keys())
        if strays or missing:
            logger.info("evidence: %d strays, %d missing", len(strays), missing)
        return Swept(len(strays), missing)

    async def _matter(
        self, session: AsyncSession, conversation: Conversation
    ) -> Ticket | None:
        """Return the newest ticket of this worker that is not settled."""
        newest = await tickets.list_of(session, conversation)
        return next((each for each in newest if not each.status.is_settled), None)


evidence = EvidenceService()
