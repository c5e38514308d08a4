"""FunASR, called from Python: ``AutoModel.generate`` gives a list of results.

A sentence holds its words under ``text`` or, cut by voice activity, under
``sentence``. Without sentences there are a text and a time for every character.
"""

import re

from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.drafts import Draft, Line, Spoken
from helpdesk.transcripts.nodes import Node

_UNIT = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9']+")
WIDTH = 2  # a time is a begin and an end


def is_mine(document: Document) -> bool:
    """Tell a result of FunASR's Python interface."""
    results = _results(document)
    return bool(results) and all(
        result.has("sentence_info") or result.has("key", "text") for result in results
    )


def read(document: Document) -> Draft:
    """Read the results of one call."""
    results = _results(document)
    lines = [line for result in results for line in _lines(result)]
    key = results[0].get("key") if results else None
    return Draft(lines, call_id=key.text() if key else None)


def _results(document: Document) -> list[Node]:
    node = document.node
    if node is None:
        return []
    return list(node.items()) if isinstance(node.value, list) else [node]


def _lines(result: Node) -> list[Line]:
    sentences = result.get("sentence_info")
    if sentences is not None:
        return [_sentence(sentence) for sentence in sentences.items()]
    text = result["text"].text()
    if not text.strip():
        return []
    pairs = list(result["timestamp"].items())
    if not pairs:
        result["timestamp"].fail()
    words = _words(text, result)
    return [Line(text, _pair(pairs[0])[0], _pair(pairs[-1])[1], words=words)]


def _sentence(sentence: Node) -> Line:
    text = (sentence.get("text", "sentence") or sentence["text"]).text()
    speaker, confidence = sentence.get("spk"), sentence.get("confidence")
    return Line(
        text,
        sentence.time("start"),
        sentence.time("end"),
        speaker=speaker.text() if speaker else None,
        confidence=confidence.number() if confidence else None,
        words=_words(text, sentence),
    )


def _words(text: str, part: Node) -> tuple[Spoken, ...]:
    """Give every character its time, if there is one for each."""
    times = part.get("timestamp")
    return timed(text, list(times.items()) if times else [])


def timed(text: str, pairs: list[Node]) -> tuple[Spoken, ...]:
    """Give every character or Latin word its time; none if the numbers differ."""
    units = _UNIT.findall(text)
    if len(units) != len(pairs):
        return ()
    return tuple(
        Spoken(unit, *_pair(pair)) for unit, pair in zip(units, pairs, strict=True)
    )


def _pair(pair: Node) -> tuple[float, float]:
    ends = [end.number() for end in pair.items()]
    return (ends[0], ends[1]) if len(ends) == WIDTH else pair.fail()
