"""Knowledge articles: dated, sourced answers to questions."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered


class Confidence(StrEnum):
    """How well an article's facts are established."""

    A = "A"  # statute text
    B = "B"  # government, union or main press
    C = "C"  # second hand
    D = "D"  # not verified


class Article(Numbered, Dated, Base):
    """One answer to one intent, valid for a time."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("intent", "title"),
        CheckConstraint("valid_from <= valid_to", name="validity"),
    )

    intent: Mapped[str] = mapped_column(
        String(48), index=True, comment="the question it answers"
    )
    title: Mapped[str] = mapped_column(String(120), comment="for officers")
    chat: Mapped[str] = mapped_column(Text, comment="the answer to read")
    spoken: Mapped[str] = mapped_column(Text, comment="the answer to hear")
    year: Mapped[int] = mapped_column(comment="the year its facts are from")
    source: Mapped[str] = mapped_column(Text, comment="where they are from")
    confidence: Mapped[Confidence] = mapped_column(comment="how well established")
    valid_from: Mapped[date | None] = mapped_column(comment="first day")
    valid_to: Mapped[date | None] = mapped_column(comment="last day")
    version: Mapped[int] = mapped_column(default=1, comment="counts changes")
