"""The one place that asks what time it is; tests put another clock here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHENZHEN = ZoneInfo("Asia/Shanghai")
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let it be another moment in here: demo data tell of days that are over."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def today() -> date:
    """Return the calendar day in Shenzhen."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """Return Shenzhen's day of a moment."""
    return moment.astimezone(SHENZHEN).date()
