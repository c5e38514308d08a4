"""The lines of a macro: what is done, a colon, and with what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from helpdesk.errors import InvalidInput
from helpdesk.macros.steps import Do
from helpdesk.macros.words import book, fault, verb

MOST_STEPS, LONGEST = 10, 2000
LINE = re.compile(r"\s*([^：:\s]{1,12})\s*[：:]\s*(.*)", re.DOTALL)
CONTINUED = re.compile(r"^[ \t\u3000]+\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is written, not yet looked up."""

    number: int
    do: Do
    rest: str
    is_canned: bool = False


def lines(script: str) -> list[Line]:
    r"""Read a macro; a line that begins with a space goes on with the one before.

    >>> lines("优先级：较急\n答复用：已受理")[1]
    Line(number=2, do=<Do.answer: 'answer'>, rest='已受理', is_canned=True)

    Raises:
        InvalidInput: A line can not be read; the reason is in Chinese.
    """
    found = [_line(number, text) for number, text in _joined(script)]
    if not found:
        raise InvalidInput(fault("empty"))
    if len(found) > MOST_STEPS:
        raise InvalidInput(fault("many", most=MOST_STEPS))
    return found


def _joined(script: str) -> Iterator[tuple[int, str]]:
    """Yield the steps with the number of their first line."""
    begun: tuple[int, str] | None = None
    for number, text in enumerate(script.splitlines(), 1):
        if begun and (CONTINUED.match(text) or not text.strip()):
            begun = begun[0], f"{begun[1]}\n{text.strip()}"
        elif text.strip():
            if begun:
                yield begun
            begun = number, text
    if begun:
        yield begun


def _line(number: int, text: str) -> Line:
    read = LINE.fullmatch(text.strip())
    if read is None:
        raise InvalidInput(fault("line", line=number))
    said, rest = read[1], read[2].strip()
    do, is_canned = _verb(number, said)
    if not rest:
        raise InvalidInput(fault("nothing", line=number))
    if len(rest) > LONGEST:
        raise InvalidInput(fault("long", line=number, most=LONGEST))
    return Line(number, do, rest, is_canned)


def _verb(number: int, said: str) -> tuple[Do, bool]:
    called = {verb(do): do for do in Do}
    if said in called:
        return called[said], False
    plain = said.removesuffix(book()["by_canned"])
    if plain == said or plain not in called:
        known = "、".join(called)
        raise InvalidInput(fault("verb", line=number, verb=said, known=known))
    if not called[plain].says:
        raise InvalidInput(fault("no_canned", line=number, verb=plain))
    return called[plain], True
