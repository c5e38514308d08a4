"""Officers: the union's staff who follow tickets up."""

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered


class OfficerRole(StrEnum):
    """What an officer may do."""

    officer = "officer"
    supervisor = "supervisor"
    administrator = "administrator"


class Officer(Numbered, Dated, Base):
    """One officer's account."""

    __tablename__ = "officers"

    login: Mapped[str] = mapped_column(String(40), unique=True, comment="account name")
    name: Mapped[str] = mapped_column(String(40), comment="name shown")
    password_hash: Mapped[str] = mapped_column(String(160), comment="argon2id")
    role: Mapped[OfficerRole] = mapped_column(comment="what the officer may do")
    active: Mapped[bool] = mapped_column(default=True, comment="may log in")
