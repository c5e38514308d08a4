"""The list of articles: what is asked for by the address, and what is shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.console.calls.told import day
from api.console.names import names
from helpdesk import clock
from helpdesk.knowledge.reviews import due_on
from helpdesk.models import (
    Article,
    ArticleProposal,
    ArticleStatus,
    Confidence,
    ProposalState,
)
from helpdesk.tickets import handling

FIELDS = ("words", "skill", "confidence", "state")
ON_A_PAGE = 50
PAGE = re.compile(r"[1-9][0-9]{0,4}")
DUE, SUBMITTED, WRITING = "due", "submitted", "writing"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which articles an editor wants to see."""

    words: str = ""
    skill: str = ""
    confidence: str = ""
    state: str = ""

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything is filtered out."""
        return any(getattr(self, name) for name in FIELDS)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list; a number beyond the last is the last."""

    lines: tuple["Line", ...]
    total: int
    number: int
    last: int
    address: str
    """What the list asks for, without the page."""

    def leading_to(self, number: int) -> str:
        """Return what the address of another page asks for."""
        return f"{self.address}&page={number}" if self.address else f"page={number}"


@dataclass(frozen=True, slots=True)
class Line:
    """An article, or a new one that is proposed, as a line."""

    key: str
    title: str
    question: str
    confidence: str
    year: str
    reviewed: str
    due: str
    is_due: bool
    status: ArticleStatus | None
    """None: it is only proposed."""

    proposal: ProposalState | None
    words: str
    """Everything that is looked through."""

    skill: str


def choice_of(query: Mapping[str, str]) -> Choice:
    """Read what is asked for; what makes no sense is left out."""
    known = {
        "words": True,
        "skill": query.get("skill") in names().skills,
        "confidence": query.get("confidence") in set(Confidence),
        "state": query.get("state") in {*ArticleStatus, DUE, SUBMITTED, WRITING},
    }
    return Choice(**{n: query[n].strip() for n in FIELDS if query.get(n) and known[n]})


def lines_of(
    articles: Sequence[Article],
    proposed: Sequence[ArticleProposal],
    choice: Choice,
) -> tuple[Line, ...]:
    """Return what is asked for; what waits for a reviewer comes first."""
    wanted = (line for line in _lines(articles, proposed) if _is_asked(line, choice))
    return tuple(sorted(wanted, key=_first))


def leaf_of(lines: Sequence[Line], query: Mapping[str, str], choice: Choice) -> Leaf:
    """Return the page that an address asks for; the first where it asks none."""
    asked = query.get("page", "")
    last = max(1, -(-len(lines) // ON_A_PAGE))
    number = min(int(asked), last) if PAGE.fullmatch(asked) else 1
    filters = {name: getattr(choice, name) for name in FIELDS if getattr(choice, name)}
    shown = tuple(lines[(number - 1) * ON_A_PAGE : number * ON_A_PAGE])
    return Leaf(shown, len(lines), number, last, urlencode(filters))


def _first(line: Line) -> tuple[bool, bool, str]:
    return line.proposal is not ProposalState.submitted, not line.is_due, line.key


def _lines(
    articles: Sequence[Article], proposed: Sequence[ArticleProposal]
) -> Iterator[Line]:
    by_key = {proposal.key: proposal for proposal in proposed}
    for article in articles:
        yield _line(article, by_key.pop(article.key, None))
    for proposal in by_key.values():
        yield _new(proposal)


def _line(article: Article, proposal: ArticleProposal | None) -> Line:
    due = due_on(article)
    told = article.status is ArticleStatus.published
    return Line(
        key=article.key,
        title=article.title,
        question=names().intent(article.intent),
        confidence=article.confidence,
        year=str(article.year),
        reviewed=day(article.reviewed_on),
        due=day(due),
        is_due=told and due <= clock.today(),
        status=article.status,
        proposal=proposal.state if proposal else None,
        words="\n".join((article.key, article.title, article.chat, *article.asks)),
        skill=handling(article.intent).skill,
    )


def _new(proposal: ArticleProposal) -> Line:
    said, intent = proposal.content, proposal.key.partition(".")[0]
    return Line(
        key=proposal.key,
        title=said.get("title") or proposal.key,
        question=names().intent(intent),
        confidence=said.get("confidence") or "",
        year=str(said.get("year") or ""),
        reviewed="",
        due="",
        is_due=False,
        status=None,
        proposal=proposal.state,
        words=f"{proposal.key}\n{said.get('title')}\n{said.get('chat')}",
        skill=handling(intent).skill,
    )


def _is_asked(line: Line, choice: Choice) -> bool:
    states = {line.status, line.proposal, DUE if line.is_due else None}
    return (
        choice.words in line.words
        and choice.skill in ("", line.skill)
        and choice.confidence in ("", line.confidence)
        and (not choice.state or choice.state in states)
    )
