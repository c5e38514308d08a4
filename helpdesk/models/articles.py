"""Knowledge articles: dated, sourced answers to questions, and what they were."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk import clock
from helpdesk.models.base import Base, Dated, Numbered


class Confidence(StrEnum):
    """How well an article's facts are established."""

    A = "A"  # statute text
    B = "B"  # government, union or main press
    C = "C"  # second hand
    D = "D"  # not verified


class ArticleStatus(StrEnum):
    """Whether an article answers."""

    draft = "draft"
    published = "published"
    retired = "retired"


class ArticleChange(StrEnum):
    """What was done to an article."""

    loaded = "loaded"  # brought in from the shipped files
    drafted = "drafted"
    revised = "revised"
    published = "published"
    retired = "retired"
    restored = "restored"


class Article(Numbered, Dated, Base):
    """One answer to one question, valid for a time."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(None, "intent", "aspect"),
        CheckConstraint("valid_from <= valid_to", name="validity"),
    )

    key: Mapped[str] = mapped_column(
        String(96), comment="its id: an intent, or intent.aspect"
    )
    intent: Mapped[str] = mapped_column(String(48), comment="the question it answers")
    aspect: Mapped[str | None] = mapped_column(
        String(48), comment="what of the topic; null: the main answer"
    )
    title: Mapped[str] = mapped_column(String(120), comment="for officers")
    asks: Mapped[list[str]] = mapped_column(JSON, comment="how workers ask for it")
    chat: Mapped[str] = mapped_column(Text, comment="the answer to read")
    spoken: Mapped[str] = mapped_column(Text, comment="the answer to hear")
    source: Mapped[str] = mapped_column(Text, comment="where they are from")
    year: Mapped[int] = mapped_column(comment="the year its facts are from")
    confidence: Mapped[Confidence] = mapped_column(comment="how well established")
    evidence: Mapped[list[str]] = mapped_column(
        JSON, comment="every figure, with where it is from"
    )
    reviewer: Mapped[str] = mapped_column(String(60), comment="who last checked it")
    reviewed_on: Mapped[date] = mapped_column(comment="when")
    valid_from: Mapped[date | None] = mapped_column(comment="first day")
    valid_to: Mapped[date | None] = mapped_column(comment="last day")
    status: Mapped[ArticleStatus] = mapped_column(comment="whether it answers")
    version: Mapped[int] = mapped_column(default=1, comment="counts changes")
    shipped: Mapped[int | None] = mapped_column(
        comment="the version that came from the files; another one is an officer's"
    )
    updated_at: Mapped[datetime] = mapped_column(
        default=lambda: clock.now(), comment="when it last changed"
    )


class ArticleVersion(Numbered, Dated, Base):
    """An article as it was after a change; it is never changed."""

    __tablename__ = "article_versions"
    __table_args__ = (UniqueConstraint("article_id", "version"),)

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), comment="of which article"
    )
    version: Mapped[int] = mapped_column(comment="which of its versions")
    change: Mapped[ArticleChange] = mapped_column(comment="what was done")
    officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="who did it; null: the files"
    )
    content: Mapped[dict[str, Any]] = mapped_column(JSON, comment="all its fields")


class ProposalState(StrEnum):
    """How far a proposed change of an article is."""

    writing = "writing"
    submitted = "submitted"  # waits for another editor


class ArticleProposal(Numbered, Dated, Base):
    """A new article, or another wording of one, that nobody is told yet."""

    __tablename__ = "article_proposals"
    __table_args__ = (UniqueConstraint("key"),)

    key: Mapped[str] = mapped_column(String(96), comment="the article's id")
    base: Mapped[int | None] = mapped_column(
        comment="which version it changes; null: a new article"
    )
    content: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="the fields as proposed"
    )
    state: Mapped[ProposalState] = mapped_column(
        default=ProposalState.writing, comment="how far it is"
    )
    writings: Mapped[int] = mapped_column(comment="how often it was written at")
    author_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="who wrote it last"
    )
    remark: Mapped[str | None] = mapped_column(
        String(400), comment="why it was sent back"
    )
    updated_at: Mapped[datetime] = mapped_column(
        default=lambda: clock.now(), comment="when it was last written"
    )
