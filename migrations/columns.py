"""Short words for the columns of revisions.

They describe what is in the database, not in the models, and never change: an old
revision must go on making what it made.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

STATE_LENGTH = 24
DIGEST_LENGTH = 32


def key() -> sa.Column[Any]:
    """Return the surrogate key."""
    return sa.Column("id", sa.Integer(), primary_key=True)


def reference(
    name: str, to: str, comment: str, *, null: bool = False, index: bool = True
) -> sa.Column[Any]:
    """Return a foreign key; it is indexed unless it begins another index."""
    key = sa.ForeignKey(to)
    return sa.Column(
        name, sa.Integer(), key, nullable=null, index=index, comment=comment
    )


def part_of(
    name: str, table: str, comment: str, *, null: bool = False
) -> sa.Column[Any]:
    """Return an indexed foreign key to a row that takes its parts along."""
    key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(
        name, sa.Integer(), key, nullable=null, index=True, comment=comment
    )


def text(
    name: str, length: int, comment: str, *, null: bool = False, unique: bool = False
) -> sa.Column[Any]:
    """Return a short text."""
    return _column(name, sa.String(length), comment, null=null, unique=unique)


def prose(name: str, comment: str) -> sa.Column[Any]:
    """Return a text of any length."""
    return _column(name, sa.Text(), comment)


def document(name: str, comment: str) -> sa.Column[Any]:
    """Return a JSON value; nothing is NULL, not JSON's null."""
    return _column(name, sa.JSON(none_as_null=True), comment, null=True)


def state(name: str, comment: str, *, null: bool = False) -> sa.Column[Any]:
    """Return the value of an enum."""
    return _column(name, sa.String(STATE_LENGTH), comment, null=null)


def number(name: str, comment: str, *, null: bool = False) -> sa.Column[Any]:
    """Return a whole number."""
    return _column(name, sa.Integer(), comment, null=null)


def cents(name: str, comment: str, *, null: bool = False) -> sa.Column[Any]:
    """Return an amount of money in cents."""
    return _column(name, sa.BigInteger(), comment, null=null)


def ratio(name: str, comment: str, *, null: bool = False) -> sa.Column[Any]:
    """Return a number between 0 and 1."""
    return _column(name, sa.Double(), comment, null=null)


def flag(name: str, comment: str) -> sa.Column[Any]:
    """Return a yes or no."""
    return _column(name, sa.Boolean(), comment)


def moment(name: str, comment: str, *, null: bool = False) -> sa.Column[Any]:
    """Return a moment in UTC."""
    return _column(name, sa.DateTime(timezone=True), comment, null=null)


def day(
    name: str, comment: str, *, null: bool = False, primary_key: bool = False
) -> sa.Column[Any]:
    """Return a calendar day."""
    return sa.Column(
        name, sa.Date(), nullable=null, primary_key=primary_key, comment=comment
    )


def hour(name: str, comment: str) -> sa.Column[Any]:
    """Return a time of the day."""
    return _column(name, sa.Time(), comment)


def sealed(name: str, comment: str, *, null: bool = False) -> sa.Column[Any]:
    """Return an encrypted value."""
    return _column(name, sa.LargeBinary(), comment, null=null)


def digest(
    name: str, comment: str, *, null: bool = False, unique: bool = False
) -> sa.Column[Any]:
    """Return the keyed digest beside an encrypted value."""
    kind = sa.LargeBinary(DIGEST_LENGTH)
    return _column(name, kind, comment, null=null, unique=unique)


def _column(
    name: str,
    kind: TypeEngine[Any],
    comment: str,
    *,
    null: bool = False,
    unique: bool = False,
) -> sa.Column[Any]:
    # None, not False: SQLAlchemy would note an explicit "not unique".
    return sa.Column(name, kind, nullable=null, unique=unique or None, comment=comment)
