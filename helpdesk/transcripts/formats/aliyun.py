"""Aliyun, recorded files: version 4 in CamelCase, the old callback in snake_case.

``EmotionValue`` is loudness and no emotion; ``SilenceDuration`` is in seconds and not
needed. 21050003 is a recording without speech, which is no mistake.
"""

from bisect import bisect_left
from collections.abc import Mapping
from operator import attrgetter

from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.drafts import Draft, Line, Spoken
from helpdesk.transcripts.errors import RecognitionFailed, Unfinished
from helpdesk.transcripts.nodes import Node

BEGIN = attrgetter("begin")
DONE, RUNNING, QUEUEING, NO_SPEECH = "21050000", "21050001", "21050002", "21050003"


def is_mine(document: Document) -> bool:
    """Tell a result of either version."""
    node = document.node
    return node is not None and (
        node.has("TaskId", "StatusCode") or node.has("task_id", "status_code")
    )


def read(document: Document) -> Draft:
    """Read a result.

    Raises:
        Unfinished: The task is queued or runs.
        RecognitionFailed: It ended without a result.
    """
    node = document.node or Node(None)
    status = (node.get("StatusCode", "status_code") or node["StatusCode"]).text()
    if status in (RUNNING, QUEUEING):
        raise Unfinished(status=status)
    if status not in (DONE, NO_SPEECH):
        raise RecognitionFailed(status=status[:20])
    result = node.get("Result", "result")
    if result is None and status == DONE:
        node["Result"].fail()
    length = node.get("BizDuration", "biz_duration")
    return Draft(
        _lines(result.parsed()) if result else [],
        call_id=(node.get("TaskId", "task_id") or node["TaskId"]).text(),
        duration=length.number() if length else None,
    )


def _lines(result: Node) -> list[Line]:
    if isinstance(result.value, list):  # the oldest callback has the sentences here
        return [_line(sentence, {}) for sentence in result.items()]
    sentences = result.get("Sentences", "sentences")
    words = result.get("Words", "words")
    spoken: dict[int | None, list[Spoken]] = {}
    for word in words.items() if words else ():
        spoken.setdefault(_channel(word), []).append(_word(word))
    for said in spoken.values():
        said.sort(key=BEGIN)
    return [_line(s, spoken) for s in sentences.items()] if sentences else []


def _line(sentence: Node, spoken: Mapping[int | None, list[Spoken]]) -> Line:
    begin = sentence.time("BeginTime", "begin_time")
    end = sentence.time("EndTime", "end_time")
    channel, speaker = _channel(sentence), sentence.get("SpeakerId", "speaker_id")
    said = spoken.get(channel, [])
    first, last = bisect_left(said, begin, key=BEGIN), bisect_left(said, end, key=BEGIN)
    return Line(
        (sentence.get("Text", "text") or sentence["Text"]).text(),
        begin,
        end,
        speaker=speaker.text() if speaker else None,
        channel=channel,
        words=tuple(said[first:last]),
    )


def _word(word: Node) -> Spoken:
    return Spoken(
        (word.get("Word", "word") or word["Word"]).text(),
        word.time("BeginTime", "begin_time"),
        word.time("EndTime", "end_time"),
    )


def _channel(part: Node) -> int | None:
    channel = part.get("ChannelId", "channel_id")
    return channel.whole() if channel else None
