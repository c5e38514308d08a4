"""iFlytek, recorded files: the new interface and the one before it.

The new one is JSON within JSON within JSON: ``orderResult`` is a text, and so is every
``json_1best`` of ``lattice``. ``lattice2`` holds the same sentences before they were
smoothed, as objects; they are the raw text. Words count in frames of 10 ms. Role 0
means that speakers were not told apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.drafts import Draft, Line, Spoken
from helpdesk.transcripts.errors import RecognitionFailed, Unfinished
from helpdesk.transcripts.nodes import Node

DONE, FAILED = "4", "-1"
FRAME = 10
PAUSE = "g"  # a mark of the segment's end that nobody said
SPOKEN = frozenset("ns")  # words and fillers, not punctuation
NOBODY = "0"


@dataclass(slots=True)
class _Word:
    """The likeliest reading of a word, and where its frames stand."""

    text: str
    kind: str
    part: Node


def is_mine(document: Document) -> bool:
    """Tell a result of either interface."""
    node = document.node
    if node is None:
        return False
    if node.has("lattice") or (node.get("content") or node).has("orderInfo"):
        return True
    return any(part.has("bg", "ed", "onebest") for part in _old(node)[:1])


def read(document: Document) -> Draft:
    """Read a result.

    Raises:
        Unfinished: The order is not done.
        RecognitionFailed: It failed.
    """
    node = document.node or Node(None)
    if old := _old(node):
        return Draft([_old_line(part) for part in old])
    content = node.get("content") or node
    order = content.get("orderInfo")
    if order:
        _check(order)
    result = content["orderResult"].parsed() if order else content
    length, name = (order or content).get("originalDuration"), None
    if order and (found := order.get("orderId")):
        name = found.text()
    return Draft(
        _lines(result),
        call_id=name,
        duration=length.number() if length else None,
    )


def _check(order: Node) -> None:
    status = order["status"].text()
    if status == FAILED:
        raise RecognitionFailed(status=status)
    if status != DONE:
        raise Unfinished(status=status[:20])


def _old(node: Node) -> list[Node]:
    """Return the sentences of the old interface, also from its envelope."""
    data = node.get("data")
    inner = data.parsed() if data and str(data.value)[:1] == "[" else node
    return list(inner.items()) if isinstance(inner.value, list) else []


def _old_line(part: Node) -> Line:
    speaker = part.get("speaker")
    return Line(
        part["onebest"].text(),
        part.time("bg"),
        part.time("ed"),
        speaker=_role(speaker),
    )


def _lines(result: Node) -> list[Line]:
    smooth = [_best(part) for part in result["lattice"].items()]
    rough = result.get("lattice2")
    spoken = {
        (best.time("bg"), best.time("ed")): _said(_words(best))
        for best in (_best(part) for part in (rough.items() if rough else ()))
    }
    return [_line(best, spoken) for best in smooth]


def _best(part: Node) -> Node:
    return part["json_1best"].parsed()["st"]


def _line(best: Node, spoken: dict[tuple[float, float], str]) -> Line:
    begin, end = best.time("bg"), best.time("ed")
    words = _words(best)
    return Line(
        _said(words),
        begin,
        end,
        speaker=_role(best.get("rl")),
        words=tuple(_timed(words, begin)),
        raw=spoken.get((begin, end)),
    )


def _role(role: Node | None) -> str | None:
    return role.text() if role and role.text() not in (NOBODY, "") else None


def _words(best: Node) -> list[_Word]:
    """Return the words, of each only the first reading."""
    parts = (part for each in best["rt"].items() for part in each["ws"].items())
    return [word for part in parts if (word := _word(part))]


def _word(part: Node) -> _Word | None:
    """Read a word; nearly all are as the first case says, which is read at once."""
    match part.value:
        case {"cw": [{"w": str(text), "wp": str(kind)}, *_]}:
            return _Word(text, kind, part)
    if (reading := next(part["cw"].items(), None)) is None:
        return None
    named = reading.get("wp")
    return _Word(reading["w"].text(), named.text() if named else "n", part)


def _said(words: Iterable[_Word]) -> str:
    return "".join(word.text for word in words if word.kind != PAUSE)


def _timed(words: Iterable[_Word], begin: float) -> Iterable[Spoken]:
    for word in words:
        since, until = word.part.get("wb"), word.part.get("we")
        if since and until and word.kind in SPOKEN:
            yield Spoken(
                word.text,
                begin + since.number() * FRAME,
                begin + until.number() * FRAME,
            )
