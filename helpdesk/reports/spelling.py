"""How figures are written in Chinese."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from helpdesk.reports.kpis import Figure, Unit
from helpdesk.rules import rules

WORDS = Path(__file__).with_name("spelling.yml")
HOUR, DAY = 60, 24 * 60
TEN_THOUSAND = 10_000


def told(figure: Figure) -> str:
    """Write a figure with its unit; a dash where there is nothing to reckon."""
    if figure.value is None:
        return _in("none")
    return SPELT[figure.kpi.unit](figure.value)


def number(value: float) -> str:
    """Write a number as Chinese readers take it in: by the ten thousand.

    >>> number(1234), number(12_300), number(1_000_000)
    ('1234', '1.23万', '100万')
    """
    if abs(value) < TEN_THOUSAND:
        return f"{round(value)}"
    short = f"{value / TEN_THOUSAND:.2f}".rstrip("0").rstrip(".")
    return _in("ten_thousand", short)


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
        return _in("minutes", round(value))
    if value < DAY * 2:
        return _in("hours", _short(value / HOUR))
    return _in("days", _short(value / DAY))


def difference(now: Figure, before: Figure | None) -> str:
    """Write how a figure changed, by its own unit; empty where nothing compares."""
    if before is None or now.value is None or before.value is None:
        return ""
    change = now.value - before.value
    if now.kpi.unit is Unit.percent:
        points = _in("percentage_points", f"{abs(change) * 100:.1f}")
        return _signed(change, points) if abs(change) >= 0.0005 else _in("same")
    if change == 0:
        return _in("same")
    if now.kpi.unit is Unit.number:
        if not before.value:
            return ""
        share = abs(change / before.value)
        return _signed(change, f"{share:.0%}") if share >= 0.005 else _in("same")
    return _signed(change, SPELT[now.kpi.unit](abs(change)))


def day(value: date) -> str:
    """Write a day.

    >>> day(date(2026, 7, 5))
    '7月5日'
    """
    return str(rules(WORDS)["day"]).format(month=value.month, day=value.day)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _signed(change: float, text: str) -> str:
    return ("+" if change > 0 else "−") + text


def _in(unit: str, value: object = "") -> str:
    return str(rules(WORDS)[unit]).format(value)


SPELT: Mapping[Unit, Callable[[float], str]] = {
    Unit.number: number,
    Unit.percent: percent,
    Unit.minutes: minutes,
    Unit.days: lambda value: _in("days", _short(value)),
    Unit.points: lambda value: _in("points", f"{value:.2f}"),
}
