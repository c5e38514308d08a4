"""An article's page: what is told, what is proposed, what it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.console.calls.told import day, moment
from api.console.knowledge.fields import content_of
from api.console.names import names
from helpdesk.knowledge.differences import Difference, differences
from helpdesk.knowledge.proposals import proposals
from helpdesk.knowledge.reviews import due_on
from helpdesk.knowledge.versions import restored
from helpdesk.models import (
    Article,
    ArticleProposal,
    ArticleVersion,
    Officer,
    ProposalState,
)


@dataclass(frozen=True, slots=True)
class VersionView:
    """One line of an article's history."""

    number: int
    change: str
    at: str
    who: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What is proposed, and what this officer may do with it."""

    author: str
    at: str
    remark: str | None
    is_submitted: bool
    is_own: bool
    is_stale: bool
    """The article was changed since; it has to be written on top of that."""

    faults: tuple[str, ...]
    differences: tuple[Difference, ...]


def history_of(
    versions: Sequence[ArticleVersion], called: Mapping[int, str]
) -> tuple[VersionView, ...]:
    """Return an article's versions, the newest first, each with what it changed."""
    before: Sequence[Mapping[str, Any]] = [*(v.content for v in versions[1:]), {}]
    return tuple(
        VersionView(
            number=version.version,
            change=names().article_changes[version.change],
            at=moment(version.created_at),
            who=called.get(version.officer_id or 0, ""),
            differences=differences(former, version.content) if former else (),
        )
        for version, former in zip(versions, before, strict=True)
    )


def proposal_of(
    proposal: ArticleProposal,
    article: Article | None,
    *,
    officer: Officer,
    called: Mapping[int, str],
) -> ProposalView:
    """Return what is proposed, beside what is told now."""
    content = restored(proposal.content)
    told = content_of(article) if article else {}
    return ProposalView(
        author=called.get(proposal.author_id, ""),
        at=moment(proposal.updated_at),
        remark=proposal.remark,
        is_submitted=proposal.state is ProposalState.submitted,
        is_own=proposal.author_id == officer.id,
        is_stale=article is not None and article.version != proposal.base,
        faults=tuple(proposals.faults(proposal.key, content, officer)),
        differences=differences(told, content),
    )


def facts_of(article: Article) -> tuple[tuple[str, str], ...]:
    """Return what makes an article trustworthy, as it is shown."""
    valid = " – ".join(
        day(each) if each else "" for each in (article.valid_from, article.valid_to)
    )
    facts = (
        ("source", f"{article.source}（{article.year}年）"),
        ("confidence", names().confidences[article.confidence]),
        ("reviewer", f"{article.reviewer}，{day(article.reviewed_on)}"),
        ("due", day(due_on(article))),
        ("valid", valid.strip() if valid != " – " else ""),
    )
    return tuple((names().article_facts[name], told) for name, told in facts if told)
