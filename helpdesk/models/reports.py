"""What reports are made of: days counted, sheets written, tables handed out."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.organisations import PATH
from helpdesk.models.sealed import PackedJSON, Sealed, SealedJSON


class Grain(StrEnum):
    """How long a stretch of time one row adds up."""

    day = "day"
    month = "month"


class ReportDay(Base):
    """What happened on a day, or in a month, in a place: the sum of tickets' facts."""

    __tablename__ = "report_days"

    place: Mapped[str] = mapped_column(
        PATH, primary_key=True, comment="the union's path; empty: the whole city"
    )
    grain: Mapped[Grain] = mapped_column(primary_key=True, comment="a day or a month")
    day: Mapped[date] = mapped_column(primary_key=True, comment="its first day")
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(
        JSON, comment="by class of service, then by measure and key"
    )


class ReportStanding(Base):
    """How many tickets stand open, or late, since a day; none, and the row goes."""

    __tablename__ = "report_standing"

    place: Mapped[str] = mapped_column(
        PATH, primary_key=True, comment="the union's path; empty: the whole city"
    )
    measure: Mapped[str] = mapped_column(
        String(24), primary_key=True, comment="open or overdue"
    )
    day: Mapped[date] = mapped_column(primary_key=True, comment="since when")
    service: Mapped[str] = mapped_column(
        String(24), primary_key=True, comment="class of service"
    )
    count: Mapped[int] = mapped_column(comment="how many")


class ReportTicket(Base):
    """What a ticket was counted as; a late change takes away exactly that."""

    __tablename__ = "report_tickets"

    ticket_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="which ticket, by key"
    )
    changed_at: Mapped[datetime] = mapped_column(
        index=True, comment="the ticket's last change when it was counted"
    )
    place: Mapped[str] = mapped_column(PATH, comment="counted there and above")
    service: Mapped[str] = mapped_column(String(24), comment="class of service")
    facts: Mapped[list[list[str]]] = mapped_column(
        JSON, comment="day, measure and key of each fact"
    )


class SheetKind(StrEnum):
    """What a sheet tells."""

    weekly = "weekly"  # 周报
    warnings = "warnings"  # 苗头预警
    unanswered = "unanswered"  # 没答上来的问题


class ReportSheet(Numbered, Base):
    """Figures that were written down once: the brief of a week, the day's warnings."""

    __tablename__ = "report_sheets"
    __table_args__ = (UniqueConstraint("kind", "name", "place"),)

    kind: Mapped[SheetKind] = mapped_column(comment="what it tells")
    name: Mapped[str] = mapped_column(String(16), comment="of which week: 2026-W47")
    place: Mapped[str] = mapped_column(PATH, comment="of which place; empty: the city")
    content: Mapped[Any] = mapped_column(
        PackedJSON("report_sheet.content"), comment="sealed figures"
    )
    made_at: Mapped[datetime] = mapped_column(comment="when they were written down")


class ExportState(StrEnum):
    """How far a table for downloading is."""

    waiting = "waiting"  # for the worker
    running = "running"  # written while the officer waits
    ready = "ready"
    failed = "failed"


class Export(Numbered, Dated, Base):
    """A table that an officer asked for; the file is sealed and gone after a day."""

    __tablename__ = "exports"
    __table_args__ = (Index(None, "state", "id"), Index(None, "created_at"))

    key: Mapped[str] = mapped_column(
        String(32), unique=True, comment="unguessable name in the address"
    )
    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="who asked, and may fetch it"
    )
    wanted: Mapped[dict[str, Any]] = mapped_column(
        SealedJSON("export.wanted"), comment="sealed: which rows, in which form"
    )
    state: Mapped[ExportState] = mapped_column(
        default=ExportState.waiting, comment="how far it is"
    )
    total: Mapped[int] = mapped_column(comment="rows there were when it was asked for")
    done: Mapped[int] = mapped_column(default=0, comment="rows written so far")
    path: Mapped[str | None] = mapped_column(
        String(120), comment="the sealed file, below the data directory"
    )
    file_key: Mapped[str | None] = mapped_column(
        Sealed("export.file_key"), comment="sealed key of that file"
    )
    finished_at: Mapped[datetime | None] = mapped_column(comment="when it was ready")
