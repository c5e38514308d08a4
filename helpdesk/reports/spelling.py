"""How figures are written in Chinese."""

from collections.abc import Callable, Mapping
from datetime import date

from helpdesk.reports.kpis import Figure, Unit

NONE = "—"
HOUR, DAY = 60, 24 * 60


def told(figure: Figure) -> str:
    """Write a figure with its unit; a dash where there is nothing to reckon."""
    return NONE if figure.value is None else SPELT[figure.kpi.unit](figure.value)


def number(value: float) -> str:
    """Write a number as Chinese readers take it in: by the ten thousand.

    >>> number(1234), number(12_300), number(1_000_000)
    ('1234', '1.23万', '100万')
    """
    if abs(value) < 10_000:
        return f"{round(value)}"
    return f"{value / 10_000:.2f}".rstrip("0").rstrip(".") + "万"


def percent(value: float) -> str:
    """Write a share; only everything is written as all of it.

    >>> percent(0.9871), percent(1), percent(0.99996), percent(0)
    ('98.7%', '100%', '99.9%', '0%')
    """
    if value in {0, 1}:
        return f"{value:.0%}"
    return f"{min(max(value, 0.001), 0.999):.1%}"


def minutes(value: float) -> str:
    """Write how long something took.

    >>> minutes(35), minutes(140), minutes(4320)
    ('35分钟', '2.3小时', '3天')
    """
    if value < HOUR:
        return f"{round(value)}分钟"
    if value < DAY * 2:
        return f"{_short(value / HOUR)}小时"
    return f"{_short(value / DAY)}天"


def difference(now: Figure, before: Figure | None) -> str:
    """Write how a figure changed, by its own unit; empty where nothing compares."""
    if before is None or now.value is None or before.value is None:
        return ""
    change = now.value - before.value
    if now.kpi.unit is Unit.percent:
        return _signed(change * 100, "个百分点") if abs(change) >= 0.0005 else "持平"
    if change == 0:
        return "持平"
    if now.kpi.unit is Unit.number:
        return f"{change / before.value:+.0%}" if before.value else ""
    sign = "+" if change > 0 else "−"
    return sign + SPELT[now.kpi.unit](abs(change))


def day(value: date) -> str:
    """Write a day.

    >>> day(date(2026, 7, 5))
    '7月5日'
    """
    return f"{value.month}月{value.day}日"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _signed(value: float, unit: str) -> str:
    return f"{value:+.1f}{unit}".replace("-", "−")


SPELT: Mapping[Unit, Callable[[float], str]] = {
    Unit.number: number,
    Unit.percent: percent,
    Unit.minutes: minutes,
    Unit.days: lambda value: f"{_short(value)}天",
    Unit.points: lambda value: f"{value:.2f}分",
}
