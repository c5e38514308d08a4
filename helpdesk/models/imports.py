"""Files taken in, each with the place where it goes on after a kill."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered


class ImportKind(StrEnum):
    """What the rows of a file are."""

    members = "members"
    organisations = "organisations"
    sites = "sites"


class Imported:
    """A record that knows the file and the row that wrote it last.

    It tells a row that comes twice in one file from one that was there before, and
    an officer where a record comes from. No reference: old runs may be forgotten.
    """

    import_run: Mapped[int | None] = mapped_column(
        sort_order=110, comment="the import that wrote it last"
    )
    import_row: Mapped[int | None] = mapped_column(
        sort_order=111, comment="the row of that file"
    )


class ImportRun(Numbered, Dated, Base):
    """One file on its way in; the counts are of what is committed."""

    __tablename__ = "import_runs"
    __table_args__ = (UniqueConstraint("kind", "digest", "attempt"),)

    kind: Mapped[ImportKind] = mapped_column(comment="what its rows are")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the file")
    attempt: Mapped[int] = mapped_column(
        default=1, comment="1, then more when asked to take it in again"
    )
    last_row: Mapped[int] = mapped_column(
        default=1, comment="last row that is dealt with"
    )
    next_byte: Mapped[int] = mapped_column(
        BigInteger, default=0, comment="where the next row begins, in bytes"
    )
    added: Mapped[int] = mapped_column(default=0, comment="rows that are new")
    updated: Mapped[int] = mapped_column(default=0, comment="rows that were known")
    rejected: Mapped[int] = mapped_column(default=0, comment="rows turned down")
    unplaced: Mapped[int] = mapped_column(
        default=0, comment="rows in, whose union is not on record"
    )
    rejects_size: Mapped[int] = mapped_column(
        BigInteger, default=0, comment="bytes of the rejects file that count"
    )
    finished_at: Mapped[datetime | None] = mapped_column(comment="when all was in")
