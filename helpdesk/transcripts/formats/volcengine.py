"""Volcengine: the result of a recorded file, of the classic and of the large model.

``definite`` false marks an utterance that may still change; it is left out.
"""

from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.drafts import Draft, Line, Spoken
from helpdesk.transcripts.errors import RecognitionFailed, Unfinished
from helpdesk.transcripts.nodes import Node

DONE = frozenset({"1000", "20000000"})
WORKING = frozenset({"2000", "2001", "20000001", "20000002"})
NO_SPEECH = frozenset({"1013", "20000003"})


def is_mine(document: Document) -> bool:
    """Tell a result with utterances, or an answer with a code of this vendor."""
    node = document.node
    if node is None:
        return False
    answer = node.get("resp") or node
    parts = _results(answer)
    if any(part.has("utterances") for part in parts):
        return True
    return node.has("reqid", "code") or (node.has("resp") and answer.has("code"))


def read(document: Document) -> Draft:
    """Read a result.

    Raises:
        Unfinished: The task waits or runs.
        RecognitionFailed: It ended without a result.
    """
    node = document.node or Node(None)
    answer = node.get("resp") or node
    code = answer.get("code")
    if code and not _is_done(code.text()):
        return Draft([])
    parts = _results(answer)
    if not parts:
        answer["utterances"].fail()
    info, name = answer.get("audio_info"), answer.get("reqid", "id")
    length = info.get("duration") if info else None
    return Draft(
        [line for part in parts for line in _lines(part)],
        call_id=name.text() if name else None,
        duration=length.number() if length else None,
    )


def _is_done(code: str) -> bool:
    """Tell a result from a recording without speech."""
    if code in WORKING:
        raise Unfinished(status=code)
    if code not in DONE | NO_SPEECH:
        raise RecognitionFailed(status=code[:20])
    return code in DONE


def _results(answer: Node) -> list[Node]:
    """Return the results: a list, one alone, or the answer itself."""
    result = answer.get("result")
    if result is None:
        return [answer] if answer.has("utterances") else []
    return list(result.items()) if isinstance(result.value, list) else [result]


def _lines(result: Node) -> list[Line]:
    utterances = result.get("utterances")
    if utterances is None:
        return []
    return [_line(u) for u in utterances.items() if _is_definite(u)]


def _is_definite(utterance: Node) -> bool:
    definite = utterance.get("definite")
    return definite is None or definite.value is not False


def _line(utterance: Node) -> Line:
    more, words = utterance.get("additions"), utterance.get("words")
    speaker = more.get("speaker") if more else None
    channel = utterance.get("channel_id") or (more.get("channel_id") if more else None)
    emotion = more.get("emotion") if more else None
    confidence = utterance.get("confidence")
    return Line(
        utterance["text"].text(),
        utterance.time("start_time"),
        utterance.time("end_time"),
        speaker=speaker.text() if speaker else None,
        channel=channel.whole() if channel else None,
        confidence=confidence.number() if confidence else None,
        words=tuple(_word(w) for w in words.items() if _is_timed(w)) if words else (),
        emotion=emotion.text().casefold() if emotion else None,
    )


def _is_timed(word: Node) -> bool:
    """Tell a word from punctuation, whose times are -1."""
    return word.time("start_time") >= 0


def _word(word: Node) -> Spoken:
    return Spoken(word["text"].text(), word.time("start_time"), word.time("end_time"))
