"""A mark that changes whenever names change, so that indexes of them notice."""

from enum import StrEnum

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base


class NameSubject(StrEnum):
    """Whose names are indexed."""

    organisations = "organisations"
    sites = "sites"


class NameMark(Base):
    """The mark of one table's names, set anew by triggers at every change.

    A random number and no counter: a transaction that is rolled back leaves no mark
    that another could come to bear.
    """

    __tablename__ = "name_marks"

    subject: Mapped[NameSubject] = mapped_column(
        primary_key=True, comment="whose names"
    )
    mark: Mapped[int] = mapped_column(BigInteger, comment="another one after a change")
