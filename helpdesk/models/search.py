"""What is kept so that texts are found again: digests of their words, never the words.

Triggers of the database (revision 0020) note in ``search_due`` whatever is written,
and delete an entry in the transaction in which its text is deleted or cleared. On
SQLite the terms are listed in the FTS5 table ``search_words`` beside the entries.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, Dialect, ForeignKey, Index, Integer, Text, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from helpdesk.models.base import Base, Numbered

LISTING = "search_words"
"""What lists the terms: FTS5's table (and how the names of its own tables begin) on
SQLite, the GIN index on PostgreSQL. Only the revision knows them."""


class SearchKind(StrEnum):
    """What is found."""

    ticket = "ticket"
    conversation = "conversation"
    call = "call"


class Terms(TypeDecorator[frozenset[int]]):
    """Keyed digests, 31 bits each: an array on PostgreSQL, words of FTS5 on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose what the database has an index for."""
        array = ARRAY(Integer()) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(array)

    def process_bind_param(
        self, value: Iterable[int] | None, dialect: Dialect
    ) -> list[int] | str | None:
        """Write them in their order, which tells nothing of the text's."""
        if value is None:
            return None
        ordered = sorted(value)
        return ordered if dialect.name == "postgresql" else listed(ordered)

    def process_result_value(
        self, value: list[int] | str | None, dialect: Dialect
    ) -> frozenset[int] | None:
        """Read them."""
        if value is None:
            return None
        if isinstance(value, str):
            return frozenset(int(word, 16) for word in value.split())
        return frozenset(value)


def listed(terms: Iterable[int]) -> str:
    """Write terms as FTS5 keeps them.

    >>> listed([255, 1])
    '000000ff 00000001'
    """
    return " ".join(f"{term:08x}" for term in terms)


class SearchEntry(Numbered, Base):
    """The terms of one ticket, one conversation that has a ticket, or one call."""

    __tablename__ = "search_entries"
    __table_args__ = (Index(None, "at"),)

    ticket_id: Mapped[int | None] = mapped_column(
        ForeignKey("tickets.id", ondelete="CASCADE"),
        unique=True,
        comment="of which ticket",
    )
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"),
        unique=True,
        comment="of which conversation",
    )
    record_id: Mapped[int | None] = mapped_column(
        ForeignKey("call_records.id", ondelete="CASCADE"),
        unique=True,
        comment="of which call",
    )
    at: Mapped[datetime] = mapped_column(comment="when it last changed")
    terms: Mapped[frozenset[int]] = mapped_column(
        Terms(), comment="keyed digests of its words, another one each month"
    )


class SearchDue(Numbered, Base):
    """A text that was written and is not indexed yet; the triggers note it."""

    __tablename__ = "search_due"

    kind: Mapped[SearchKind] = mapped_column(comment="what was written to")
    subject_id: Mapped[int] = mapped_column(comment="its key")


def is_ours(name: str | None, _kind: object, _parents: object) -> bool:
    """Leave out of a comparison with the models what lists the terms."""
    return name is None or not name.startswith(LISTING)
