"""Proposals: an editor writes, another one reads it over, then workers are told."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor, audit
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.knowledge.checks import check_publishable, faults
from helpdesk.knowledge.checks_file import fault
from helpdesk.knowledge.editing import articles
from helpdesk.knowledge.fields import WRITTEN
from helpdesk.knowledge.proposals_repository import ProposalRepository
from helpdesk.knowledge.repository import ArticleRepository
from helpdesk.knowledge.versions import plain, restored
from helpdesk.models import (
    Article,
    ArticleProposal,
    ArticleStatus,
    ArticleVersion,
    AuditAction,
    AuditSubject,
    Officer,
    ProposalState,
)
from helpdesk.repository import held
from helpdesk.texts import tidy

REMARK_LIMIT = 400

type Content = Mapping[str, Any]


class ProposalService:
    """Keeps what editors propose; nobody publishes what they wrote themselves."""

    async def of(self, session: AsyncSession, key: str) -> ArticleProposal | None:
        """Return what is proposed for an article."""
        return await ProposalRepository(session).by_key(key)

    async def listed(self, session: AsyncSession) -> Sequence[ArticleProposal]:
        """Return everything that is proposed, the oldest first."""
        return await ProposalRepository(session).list_all()

    def faults(self, key: str, content: Content, officer: Officer) -> list[str]:
        """Say in Chinese everything that is wrong with what is being written."""
        return list(faults({"key": key, **_reviewed(content, officer)}))

    async def write(
        self,
        session: AsyncSession,
        key: str,
        content: Content,
        *,
        officer: Officer,
        seen: int | None,
    ) -> ArticleProposal:
        """Keep what an editor has so far; it need not be right yet.

        Raises:
            Conflict: Somebody else wrote at it meanwhile; ``seen`` counts writings.
        """
        proposal = await self._held(session, key)
        if proposal is None:
            article = await ArticleRepository(session).by_key(key)
            proposal = ArticleProposal(
                key=key, base=article and article.version, writings=0
            )
            session.add(proposal)
        elif proposal.writings != seen:
            raise Conflict(f"{key} was written at {proposal.writings} times")
        proposal.content = plain({name: content.get(name) for name in WRITTEN})
        proposal.author_id, proposal.state = officer.id, ProposalState.writing
        proposal.writings += 1
        proposal.updated_at = clock.now()
        await session.flush()
        return proposal

    async def submit(
        self, session: AsyncSession, key: str, *, officer: Officer
    ) -> ArticleProposal:
        """Ask another editor to read it over.

        Raises:
            InvalidInput: Something is wrong with it; the reason is in Chinese.
        """
        proposal = await self._there(session, key)
        content = restored(proposal.content)
        check_publishable({"key": key, **_reviewed(content, officer)})
        proposal.state, proposal.remark = ProposalState.submitted, None
        proposal.updated_at = clock.now()
        return proposal

    async def send_back(
        self, session: AsyncSession, key: str, remark: str, *, officer: Officer
    ) -> None:
        """Give it back to its author, with what is to be changed."""
        proposal = await self._submitted(session, key, officer)
        said = tidy(remark, limit=REMARK_LIMIT)
        if not said:
            raise InvalidInput(fault("remark"))
        proposal.state, proposal.remark = ProposalState.writing, said

    async def approve(
        self, session: AsyncSession, key: str, *, officer: Officer, by: Actor
    ) -> Article:
        """Have it told to workers; the record names its author and its reviewer.

        Raises:
            Conflict: It is not submitted, is the officer's own, or the article was
                changed since.
            InvalidInput: Something is wrong with it; the reason is in Chinese.
        """
        proposal = await self._submitted(session, key, officer)
        content = _reviewed(restored(proposal.content), officer)
        check_publishable({"key": key, **content})
        article = await self._written(session, proposal, content)
        if article.status is not ArticleStatus.published:
            version = article.version
            article = await articles.publish(
                session, key, version=version, by=officer.id
            )
        await audit.record(
            session,
            AuditAction.changed,
            AuditSubject.article,
            article.id,
            by=by,
            after={"version": article.version, "author": proposal.author_id},
        )
        await session.delete(proposal)
        await session.flush()
        return article

    async def drop(self, session: AsyncSession, key: str, *, by: Actor) -> None:
        """Throw away what is proposed; the article stays as it is."""
        proposal = await self._there(session, key)
        await audit.record(
            session,
            AuditAction.deleted,
            AuditSubject.article,
            None,
            by=by,
            before={"proposed": key, "author": proposal.author_id},
        )
        await session.delete(proposal)
        await session.flush()

    async def authors(
        self,
        session: AsyncSession,
        versions: Sequence[ArticleVersion],
        proposal: ArticleProposal | None,
    ) -> dict[int, str]:
        """Return what those are called who wrote them."""
        wrote = {version.officer_id for version in versions if version.officer_id}
        if proposal is not None:
            wrote.add(proposal.author_id)
        return await ProposalRepository(session).names(sorted(wrote))

    async def _written(
        self, session: AsyncSession, proposal: ArticleProposal, content: Content
    ) -> Article:
        """Make the article what was proposed, as its author's version."""
        if proposal.base is None:
            return await articles.draft(
                session, proposal.key, content, by=proposal.author_id
            )
        return await articles.revise(
            session,
            proposal.key,
            content,
            version=proposal.base,
            by=proposal.author_id,
        )

    async def _submitted(
        self, session: AsyncSession, key: str, officer: Officer
    ) -> ArticleProposal:
        proposal = await self._there(session, key)
        if proposal.state is not ProposalState.submitted:
            raise Conflict(f"{key} is not submitted")
        if proposal.author_id == officer.id:
            raise Conflict(f"{key} is the officer's own")
        return proposal

    async def _there(self, session: AsyncSession, key: str) -> ArticleProposal:
        proposal = await self._held(session, key)
        if proposal is None:
            raise NotFound(f"nothing is proposed for {key}")
        return proposal

    async def _held(self, session: AsyncSession, key: str) -> ArticleProposal | None:
        proposal = await ProposalRepository(session).by_key(key)
        return proposal and await held(session, proposal)


def _reviewed(content: Content, officer: Officer) -> dict[str, Any]:
    """Return a content as if this officer had read it over today."""
    return {**content, "reviewer": officer.name, "reviewed_on": clock.today()}


proposals = ProposalService()
