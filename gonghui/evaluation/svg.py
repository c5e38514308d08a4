"""Small plots as SVG text; colours come from the page's style sheet.

All are 360 units wide, so that their letters stay readable on a telephone.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import chain

from markupsafe import Markup, escape

WIDTH = 360
LEFT, RIGHT, TOP, BOTTOM = 40, 352, 12, 188  # where a plot with axes is drawn
FLOOR = 234  # with the words below the axis
ROW = 22
STEPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

Spot = tuple[float, float]
Series = Mapping[str, Sequence[Spot]]


def bars(rows: Mapping[str, Sequence[tuple[float, str]]], *, label: str) -> Markup:
    """Draw horizontal bars, one or several a row, each a share with its words."""
    middle, end = 168.0, 306.0
    drawn: list[str] = []
    for number, (name, shares) in enumerate(rows.items()):
        top = number * ROW
        thick = (ROW - 6) / len(shares)
        drawn.append(_text(middle - 8, top + 15, name, "end"))
        for place, (share, words) in enumerate(shares):
            at = top + 3 + place * thick
            drawn.append(_bar(middle, at, end - middle, thick - 1, "track"))
            length = share * (end - middle)
            kind = f"series-{place} {grade(share) if len(shares) == 1 else ''}"
            drawn.append(_bar(middle, at, length, thick - 1, kind, f"{name}: {words}"))
        drawn.append(_text(end + 6, top + 15, shares[-1][1], "start", "figure"))
    return _picture(drawn, max(len(rows), 1) * ROW, label)


def grade(share: float) -> str:
    """Name the class of a share: good, fair or poor.

    >>> grade(0.97), grade(0.9), grade(0.5)
    ('good', 'fair', 'poor')
    """
    return "good" if share >= 0.95 else "fair" if share >= 0.85 else "poor"


def curves(
    series: Series, *, label: str, across: str, mark: tuple[str, float], least: float
) -> Markup:
    """Draw lines of shares with one upright mark; what is above the frame is left out.

    The frame reaches up to the round number above `least`.
    """
    top = next((step for step in STEPS if step >= least), 1.0)
    drawn = [*_frame(0.0, top, across)]
    name, x = mark
    at, far = LEFT + x * (RIGHT - LEFT), x > 0.6
    drawn.append(_line(at, TOP, at, BOTTOM, "mark"))
    side, shift = ("end", -5) if far else ("start", 5)
    drawn.append(_text(at + shift, TOP + 10, name, side, "marked"))
    for place, line in enumerate(series.values()):
        points = [_spot(x, y, 0.0, top) for x, y in line if y <= top]
        drawn.append(_path(points, f"line series-{place}"))
    drawn += _legend([*series])
    return _picture(drawn, FLOOR + 16, label)


def rising(
    shares: Sequence[Spot], *, label: str, across: str, low: float | None = None
) -> Markup:
    """Draw one line with its points written beside them, from a low share up."""
    floor = math.floor(10 * min(y for _, y in shares)) / 10 if low is None else low
    drawn = [*_frame(min(floor, 0.9), 1.0, across)]
    points = [_spot(x, y, min(floor, 0.9), 1.0) for x, y in shares]
    drawn.append(_path(points, "line series-0"))
    for (left, top), (share, y) in zip(points, shares, strict=True):
        drawn.append(_dot(left, top, 4, "series-0", f"{share:.0%}: {y:.1%}"))
        side, shift = ("end", 0) if share > 0.9 else ("start", 6)
        drawn.append(_text(left + shift, top + 17, f"{y:.1%}", side, "figure"))
    return _picture(drawn, FLOOR, label)


def reliability(bins: Sequence[tuple[float, float, int]], *, label: str) -> Markup:
    """Draw for each bin its confidence against the share that is right."""
    drawn = [*_frame(0.0, 1.0, "confidence")]
    drawn.append(_line(*_spot(0, 0, 0, 1), *_spot(1, 1, 0, 1), "mark"))
    largest = max((size for *_, size in bins), default=1)
    drawn.append(_path([_spot(x, y, 0, 1) for x, y, _ in bins], "line thin series-0"))
    for x, y, size in bins:
        radius = 3 + 9 * math.sqrt(size / largest)
        words = f"{size} messages: confidence {x:.2f}, right {y:.2f}"
        drawn.append(_dot(*_spot(x, y, 0, 1), radius, "series-0 glass", words))
    return _picture(drawn, FLOOR, label)


def matrix(rows: Mapping[str, Mapping[str, int]], *, label: str) -> Markup:
    """Draw a table of counts: the diagonal is right, the rest the darker the more."""
    left, top = 100.0, 84.0
    cell = (WIDTH - left - 28) / max(len(rows), 1)
    wrong = (n for row, line in rows.items() for c, n in line.items() if row != c)
    most = max([1, *wrong])
    drawn = []
    for across, name in enumerate(rows):
        at = left + (across + 0.5) * cell + 4
        drawn.append(_text(at, top - 8, name, "start", "leaning", turned=-50))
    for down, (row, line) in enumerate(rows.items()):
        y = top + down * cell
        drawn.append(_text(left - 8, y + cell / 2 + 4, row, "end"))
        for across, (column, count) in enumerate(line.items()):
            right = row == column
            kind = "cell right" if right else "cell wrong" if count else "cell"
            strength = 1.0 if right or not count else 0.25 + 0.75 * count / most
            words = f"{row} → {column}: {count}"
            x = left + across * cell
            drawn.append(_bar(x, y, cell - 2, cell - 2, kind, words, strength))
            if count:
                middle = x + cell / 2 - 1
                drawn.append(_text(middle, y + cell / 2 + 3, str(count), "middle"))
    return _picture(drawn, top + len(rows) * cell, label)


def _frame(low: float, high: float, across: str) -> list[str]:
    """Draw the axes: shares upwards, 0 to 1 across."""
    drawn = []
    for step in range(5):
        share = low + (high - low) * step / 4
        _, y = _spot(0, share, low, high)
        digits = 0 if round(1000 * (high - low) / 4) % 10 == 0 else 1
        drawn.append(_line(LEFT, y, RIGHT, y, "grid"))
        drawn.append(_text(LEFT - 6, y + 4, f"{share:.{digits}%}", "end", "tick"))
        x, _ = _spot(step / 4, 0, 0, 1)
        drawn.append(_text(x, BOTTOM + 16, f"{step / 4:g}", "middle", "tick"))
    middle = (LEFT + RIGHT) / 2
    return [*drawn, _text(middle, BOTTOM + 34, across, "middle", "axis")]


def _legend(names: Sequence[str]) -> list[str]:
    """Name the lines below the plot."""
    pairs = (
        (
            _bar(LEFT + 156 * place, FLOOR + 2, 14, 4, f"series-{place}"),
            _text(LEFT + 20 + 156 * place, FLOOR + 8, name, "start"),
        )
        for place, name in enumerate(names)
    )
    return [*chain.from_iterable(pairs)]


def _spot(x: float, y: float, low: float, high: float) -> Spot:
    """Give the place of a point: x from 0 to 1, y from low to high."""
    kept = min(max((y - low) / (high - low), 0.0), 1.0)
    return LEFT + x * (RIGHT - LEFT), BOTTOM - kept * (BOTTOM - TOP)


def _picture(drawn: Sequence[str], height: float, label: str) -> Markup:
    words, box = escape(label), f"0 0 {WIDTH} {height:.0f}"
    head = f'<svg viewBox="{box}" role="img" aria-label="{words}">'
    return Markup(head + "".join(drawn) + "</svg>")  # noqa: S704 - all text is escaped


def _text(
    x: float, y: float, words: str, side: str, kind: str = "", turned: int = 0
) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{side}" class="{kind}"'
    turn = f' transform="rotate({turned} {x:.1f} {y:.1f})"' if turned else ""
    return f"<text {place}{turn}>{escape(words)}</text>"


def _line(x: float, y: float, to_x: float, to_y: float, kind: str) -> str:
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line {ends} class="{kind}"/>'


def _bar(
    x: float,
    y: float,
    width: float,
    height: float,
    kind: str,
    words: str = "",
    strength: float = 1.0,
) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    faint = f' fill-opacity="{strength:.2f}"' if strength < 1 else ""
    told = f"<title>{escape(words)}</title>" if words else ""
    return f'<rect {place} rx="2" class="{kind}"{faint}>{told}</rect>'


def _dot(x: float, y: float, radius: float, kind: str, words: str) -> str:
    place = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
    return f'<circle {place} class="{kind}"><title>{escape(words)}</title></circle>'


def _path(points: Sequence[Spot], kind: str) -> str:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{places}" class="{kind}"/>'
