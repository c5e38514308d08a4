"""Canned texts and macros: what officers write and do again and again."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.shipped import Placed, Shipped


class CannedUse(StrEnum):
    """For which step a canned text is written."""

    answer = "answer"  # 答复职工
    ask = "ask"  # 请职工补充
    note = "note"  # 内部备注
    follow_up = "follow_up"  # 回访


class CannedText(Numbered, Dated, Shipped, Placed, Base):
    """A text with fields that are filled in from a ticket."""

    __tablename__ = "canned_texts"

    title: Mapped[str] = mapped_column(String(40), comment="as officers look for it")
    text: Mapped[str] = mapped_column(Text, comment="what is said, with {{fields}}")
    use: Mapped[CannedUse] = mapped_column(comment="for which step")
    skill: Mapped[str | None] = mapped_column(
        String(24), comment="for tickets of this skill; null: of any"
    )
    category: Mapped[str | None] = mapped_column(
        String(48), comment="for tickets of this category; null: of any"
    )
    officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="whose own; null: everybody's"
    )
    used: Mapped[int] = mapped_column(default=0, comment="how often it was taken up")


class Macro(Numbered, Dated, Shipped, Placed, Base):
    """Steps that are taken together, in their order."""

    __tablename__ = "macros"

    name: Mapped[str] = mapped_column(String(40), comment="as officers look for it")
    skill: Mapped[str | None] = mapped_column(
        String(24), comment="for tickets of this skill; null: of any"
    )
    steps: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, comment="what is done, in order"
    )
    used: Mapped[int] = mapped_column(default=0, comment="how often it was run")
