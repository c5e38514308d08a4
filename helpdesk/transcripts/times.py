"""Times of a call: in milliseconds, within the audio, in order.

What is mended, and told in a note:

* times that only make sense in seconds (or microseconds) are converted;
* lines are sorted by when they begin;
* a line that ends before it begins is turned;
* a line that stands out of the audio by less than a second is clipped;
* where one speaker's lines overlap, the earlier one ends where the later one begins.
  Two speakers may talk across one another.

What is refused: a line that begins a second or more before the audio or ends that
much after it, and a call that is longer than any call.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from helpdesk.transcripts.drafts import Draft, Line, Spoken
from helpdesk.transcripts.errors import BeyondAudio, NegativeTimes, TooLong
from helpdesk.transcripts.faults import Note
from helpdesk.transcripts.limits import limits

SLACK = 1000  # milliseconds by which recognisers round or pad
HOUR = 3_600_000
FASTEST = 40.0  # characters a second; nobody says more than ten
SLOWEST = 0.02  # a character in fifty seconds
LIKELY = (0.2, 15.0)
TELLING = 20  # characters, below which a rate may be an accident
NEAR = (0.5, 1.05)  # of the audio's length, for the end of the last line
UNITS = ((1000.0, "seconds"), (0.001, "too_fine"))


def mend(draft: Draft) -> tuple[list[Line], list[Note]]:
    """Return the lines with times that can be, and what was mended.

    Raises:
        NegativeTimes: A line begins before the audio.
        BeyondAudio: A line ends after it.
        TooLong: No call takes that long.
    """
    notes: list[Note] = []
    lines = draft.lines
    if unit := unit_of(lines, draft.duration):
        factor, code = unit
        lines = [_scaled(line, factor) for line in lines]
        notes.append(Note(code))
    lines = _each(lines, _turned, "turned", notes)
    lines = _clipped(lines, draft.duration, notes)
    if any(line.end > limits().call_hours * HOUR for line in lines):
        raise TooLong(limit=limits().call_hours)
    if lines != (ordered := sorted(lines, key=lambda line: (line.begin, line.end))):
        notes.append(Note("sorted"))
    return _apart(ordered, notes), notes


def unit_of(lines: Sequence[Line], duration: float | None) -> tuple[float, str] | None:
    """Return by what times have to be multiplied, if they are not milliseconds.

    The length of the audio decides where it is known; else how fast people would have
    spoken: 300 characters within half a second of “milliseconds” are seconds.
    """
    last = max((line.end for line in lines), default=0.0)
    if last <= 0:
        return None
    if duration:
        fits = [unit for unit in UNITS if _within(last * unit[0] / duration, NEAR)]
        return fits[0] if fits and _is_absurd(lines) else None
    rate, said = _rate(lines), sum(len(line.text) for line in lines)
    fits = [unit for unit in UNITS if _within(rate / unit[0], LIKELY)]
    return fits[0] if fits and said >= TELLING and _is_absurd(lines) else None


def _rate(lines: Sequence[Line]) -> float:
    """Return how many characters a second are spoken."""
    spoken = sum(abs(line.end - line.begin) for line in lines)
    return sum(len(line.text) for line in lines) * 1000 / spoken if spoken else 0.0


def _is_absurd(lines: Sequence[Line]) -> bool:
    rate = _rate(lines)
    return rate > FASTEST or 0 < rate < SLOWEST


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _scaled(line: Line, factor: float) -> Line:
    words = tuple(
        Spoken(word.text, word.begin * factor, word.end * factor) for word in line.words
    )
    return replace(line, begin=line.begin * factor, end=line.end * factor, words=words)


def _turned(line: Line) -> Line:
    if line.end >= line.begin:
        return line
    return replace(line, begin=line.end, end=line.begin)


def _clipped(
    lines: Sequence[Line], duration: float | None, notes: list[Note]
) -> list[Line]:
    for number, line in enumerate(lines, start=1):
        if line.begin <= -SLACK:
            raise NegativeTimes(segment=number, ms=round(line.begin))
        if duration and line.end >= duration + SLACK:
            raise BeyondAudio(
                segment=number, ms=round(line.end), audio_ms=round(duration)
            )

    def clip(line: Line) -> Line:
        end = min(line.end, duration) if duration else line.end
        begin = max(line.begin, 0.0)
        if (begin, end) == (line.begin, line.end):
            return line
        return replace(line, begin=min(begin, max(end, 0.0)), end=max(end, 0.0))

    return _each(lines, clip, "clipped", notes)


def _each(
    lines: Sequence[Line], change: Callable[[Line], Line], code: str, notes: list[Note]
) -> list[Line]:
    """Change lines, and note how many really changed."""
    changed = [change(line) for line in lines]
    count = sum(new is not old for new, old in zip(changed, lines, strict=True))
    if count:
        notes.append(Note(code, {"count": count}))
    return changed


def _apart(lines: Sequence[Line], notes: list[Note]) -> list[Line]:
    """Cut a line where the next one of the same speaker begins."""
    begins: dict[tuple[str | None, int | None], float] = {}
    cut: list[Line] = []
    count = 0
    for line in reversed(lines):
        key = (line.speaker, line.channel)
        if (following := begins.get(key)) is not None and line.end > following:
            line, count = replace(line, end=following), count + 1
        begins[key] = line.begin
        cut.append(line)
    if count:
        notes.append(Note("overlap", {"count": count}))
    return cut[::-1]
