"""The declarative base: constraint names, column types, the shared columns."""

from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import Dialect, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from helpdesk import clock

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment: aware in Python on every database, kept in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse naive moments, turn the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give the zone back that SQLite does not keep."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def _values(kind: type[Enum]) -> list[str]:
    return [member.value for member in kind]


# Kept as plain text without a CHECK: a new state must not rebuild a table on SQLite.
# SQLAlchemy itself refuses values outside the enum, in both directions.
STATE = sa.Enum(
    StrEnum,
    native_enum=False,
    create_constraint=False,
    validate_strings=True,
    length=24,
    values_callable=_values,
)


class Base(DeclarativeBase):
    """Base class of all records."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar = {datetime: Instant(), StrEnum: STATE}


class Numbered:
    """A record with a surrogate key."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class Dated:
    """A record that knows when it was made."""

    created_at: Mapped[datetime] = mapped_column(
        default=lambda: clock.now(), sort_order=100, comment="when the row was made"
    )
