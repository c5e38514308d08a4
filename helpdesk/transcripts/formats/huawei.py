"""Huawei SIS, recorded files; the only one that may tell seat and caller itself."""

from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.drafts import Draft, Line, Spoken
from helpdesk.transcripts.errors import RecognitionFailed, Unfinished
from helpdesk.transcripts.model import Party
from helpdesk.transcripts.nodes import Node

FINISHED, FAILED = "FINISHED", "ERROR"
ROLES = {"AGENT": Party.agent, "USER": Party.customer}
UNKNOWN = "unknown"


def is_mine(document: Document) -> bool:
    """Tell a job's answer."""
    node = document.node
    if node is None or not node.has("status"):
        return False
    return node.has("segments") or node.has("create_time") or node.has("job_id")


def read(document: Document) -> Draft:
    """Read a job's answer.

    Raises:
        Unfinished: The job waits.
        RecognitionFailed: It ended with an error.
    """
    node = document.node or Node(None)
    status = node["status"].text()
    if status == FAILED:
        raise RecognitionFailed(status=status)
    if status != FINISHED:
        raise Unfinished(status=status[:20])
    job, length = node.get("job_id"), node.get("audio_duration")
    segments = node.get("segments")
    return Draft(
        [_line(s) for s in segments.items() if s.has("result")] if segments else [],
        call_id=job.text() if job else None,
        duration=length.number() if length else None,
    )


def _line(segment: Node) -> Line:
    result = segment["result"]
    told, words = result.get("analysis_info"), result.get("word_info")
    role = told.get("role") if told else None
    emotion = told.get("emotion") if told else None
    name = role.text() if role else None
    feeling = emotion.text().casefold() if emotion else None
    return Line(
        result["text"].text(),
        segment.time("start_time"),
        segment.time("end_time"),
        speaker=name,
        role=ROLES.get(name or ""),
        words=tuple(_word(word) for word in words.items()) if words else (),
        emotion=None if feeling == UNKNOWN else feeling,
    )


def _word(word: Node) -> Spoken:
    return Spoken(word["word"].text(), word.time("start_time"), word.time("end_time"))
