"""Formats of transcripts: each a module that tells its own files and reads them."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.drafts import Draft
from helpdesk.transcripts.errors import UnknownFormat
from helpdesk.transcripts.formats import (
    aliyun,
    funasr,
    funasr_runtime,
    huawei,
    iflytek,
    srt,
    table,
    tencent,
    vcon,
    volcengine,
    webvtt,
)


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name in reports."""

    name: str
    is_mine: Callable[[Document], bool]
    read: Callable[[Document], Draft]


FORMATS = (
    Format("vcon", vcon.is_mine, vcon.read),
    Format("aliyun", aliyun.is_mine, aliyun.read),
    Format("tencent", tencent.is_mine, tencent.read),
    Format("iflytek", iflytek.is_mine, iflytek.read),
    Format("huawei", huawei.is_mine, huawei.read),
    Format("volcengine", volcengine.is_mine, volcengine.read),
    Format("funasr", funasr.is_mine, funasr.read),
    Format("funasr-runtime", funasr_runtime.is_mine, funasr_runtime.read),
    Format("webvtt", webvtt.is_mine, webvtt.read),
    Format("srt", srt.is_mine, srt.read),
    Format("csv", table.is_mine, table.read),
)


def format_of(document: Document) -> Format:
    """Return the format of a document, told by its content alone.

    Raises:
        UnknownFormat: No reader knows it.
    """
    found = next((each for each in FORMATS if each.is_mine(document)), None)
    if found is None:
        raise UnknownFormat(known="、".join(each.name for each in FORMATS))
    return found
