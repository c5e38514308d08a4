"""Tencent, recorded files: the task's data, and the callback as a form.

Of 8 kHz stereo ``SpeakerId`` is the channel: 0 left, 1 right. Where the details were
not asked for, the text itself holds a line a sentence: ``[0:1.640,0:4.600,0]  …``.
"""

import re
from urllib.parse import parse_qs

from helpdesk.transcripts.documents import Document, lines_of
from helpdesk.transcripts.drafts import Draft, Line, Spoken
from helpdesk.transcripts.errors import Malformed, RecognitionFailed, Unfinished
from helpdesk.transcripts.nodes import Node, parse

WAITING, RUNNING, DONE = "0", "1", "2"
SECOND = 1000
_FORM = re.compile(r"[\w]+=[^\s]*&")
_SENTENCE = re.compile(
    r"\[(\d{1,4}):(\d{1,2}(?:\.\d{1,6})?),(\d{1,4}):(\d{1,2}(?:\.\d{1,6})?)(?:,(\d{1,2}))?\]\s*(.*)"
)


def is_mine(document: Document) -> bool:
    """Tell a task's data or a callback's form."""
    if document.node is None:
        begun = document.text.lstrip()[:4000]
        return bool(_FORM.match(begun)) and "requestId=" in begun
    return _data(document.node).has("TaskId", "StatusStr")


def read(document: Document) -> Draft:
    """Read a result.

    Raises:
        Unfinished: The task waits or runs.
        RecognitionFailed: It ended without a result.
    """
    if document.node is None:
        return _callback(document.text)
    data = _data(document.node)
    status = data["Status"].text()
    if status in (WAITING, RUNNING):
        raise Unfinished(status=data["StatusStr"].text()[:20])
    if status != DONE:
        raise RecognitionFailed(status=data["StatusStr"].text()[:20])
    length, whole = data.get("AudioDuration"), data.get("Result")
    details = data.get("ResultDetail")
    return Draft(
        _lines(details, whole.text() if whole else ""),
        call_id=data["TaskId"].text(),
        duration=length.number() * SECOND if length else None,
    )


def _data(node: Node) -> Node:
    response = node.get("Response") or node
    return response.get("Data") or response


def _callback(text: str) -> Draft:
    try:
        pairs = parse_qs(text.strip(), max_num_fields=50, errors="strict")
    except ValueError:
        raise Malformed(where="form") from None
    form = {name: values[0] for name, values in pairs.items()}
    if form.get("code") != "0":
        raise RecognitionFailed(status=form.get("code", "")[:20])
    details, length = form.get("resultDetail"), form.get("audioTime")
    found = (
        Node(parse(details, where="resultDetail"), "resultDetail") if details else None
    )
    return Draft(
        _lines(found, form.get("text", "")),
        call_id=form.get("requestId"),
        duration=Node(length, "audioTime").number() * SECOND if length else None,
    )


def _lines(details: Node | None, whole: str) -> list[Line]:
    if details is not None and details.value:
        return [_line(sentence) for sentence in details.items()]
    return [_plain(line) for line in lines_of(whole) if line.strip()]


def _line(sentence: Node) -> Line:
    begin, speaker = sentence.time("StartMs"), sentence.get("SpeakerId")
    emotions, words = sentence.get("EmotionType"), sentence.get("Words")
    feelings = [each.text().casefold() for each in emotions.items()] if emotions else []
    written = sentence.get("FinalSentence", "WrittenText", "SliceSentence")
    return Line(
        (written or sentence["FinalSentence"]).text(),
        begin,
        sentence.time("EndMs"),
        channel=speaker.whole() if speaker else None,
        words=tuple(_word(word, begin) for word in words.items()) if words else (),
        emotion=feelings[0] if feelings else None,
    )


def _word(word: Node, begin: float) -> Spoken:
    return Spoken(
        word["Word"].text(),
        begin + word.time("OffsetStartMs"),
        begin + word.time("OffsetEndMs"),
    )


def _plain(line: str) -> Line:
    """Read a sentence of the text that has no details beside it."""
    found = _SENTENCE.fullmatch(line.strip())
    if not found:
        raise Malformed(where="Result")
    minute, second, until_minute, until_second, speaker, text = found.groups()
    return Line(
        text,
        (int(minute) * 60 + float(second)) * SECOND,
        (int(until_minute) * 60 + float(until_second)) * SECOND,
        channel=int(speaker) if speaker else None,
    )
