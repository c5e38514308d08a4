"""The one place that asks what time it is; tests put another clock here."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHENZHEN = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the calendar day in Shenzhen."""
    return now().astimezone(SHENZHEN).date()
