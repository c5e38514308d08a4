"""Places that workers go to, and the lawyers who sit there."""

from datetime import date, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Numbered
from helpdesk.models.imports import Imported


class SiteKind(StrEnum):
    """What a place is for."""

    legal_service = "legal_service"  # 法律服务点
    workers_home = "workers_home"  # 职工之家
    rest_station = "rest_station"  # 户外劳动者驿站（暖蜂驿站）
    service_centre = "service_centre"  # 职工服务中心


class Site(Numbered, Imported, Base):
    """One place with an address and opening hours."""

    __tablename__ = "sites"
    __table_args__ = (Index(None, "kind", "district"),)

    kind: Mapped[SiteKind] = mapped_column(comment="what it is for")
    name: Mapped[str] = mapped_column(String(120), unique=True, comment="its name")
    district: Mapped[str] = mapped_column(String(8), comment="plain name: 宝安")
    street: Mapped[str] = mapped_column(String(16), comment="plain name: 西乡")
    address: Mapped[str] = mapped_column(String(200), comment="where to go")
    phone: Mapped[str | None] = mapped_column(String(20), comment="landline")
    hours: Mapped[str] = mapped_column(String(80), comment="opening hours, as said")


class Lawyer(Numbered, Base):
    """A lawyer whom the union sends out."""

    __tablename__ = "lawyers"

    name: Mapped[str] = mapped_column(String(40), comment="name")
    firm: Mapped[str] = mapped_column(String(120), comment="law firm")
    license_number: Mapped[str] = mapped_column(
        String(20), unique=True, comment="number of the practising certificate"
    )


class Duty(Numbered, Base):
    """A lawyer's weekly hours at a site."""

    __tablename__ = "duties"
    __table_args__ = (
        UniqueConstraint("site_id", "weekday", "starts_at", "lawyer_id"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("starts_at < ends_at", name="hours"),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), comment="where")
    lawyer_id: Mapped[int] = mapped_column(
        ForeignKey("lawyers.id"), index=True, comment="who"
    )
    weekday: Mapped[int] = mapped_column(comment="0 is Monday")
    starts_at: Mapped[time] = mapped_column(comment="from, Shenzhen time")
    ends_at: Mapped[time] = mapped_column(comment="to, Shenzhen time")
    valid_from: Mapped[date | None] = mapped_column(comment="first day of the roster")
    valid_to: Mapped[date | None] = mapped_column(comment="last day of the roster")

    site: Mapped[Site] = relationship(lazy="raise")
    lawyer: Mapped[Lawyer] = relationship(lazy="raise")
