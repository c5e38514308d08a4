"""vCon, subtitles and tables."""

import json

from helpdesk.transcripts import Party
from tests.helpdesk.transcripts.writers.common import NAMES, dump, uuid_of


def vcon(call, version="0.4.0") -> bytes:
    order = [Party.customer, Party.agent]
    people = [
        {"tel": "tel:+8613800130000", "name": "来电人", "role": "customer"},
        {"name": "坐席01", "type": "person"},
    ]
    segments = [
        {
            "start_ms": s.begin_ms,
            "end_ms": s.end_ms,
            "party": order.index(s.party),
            "channel": s.channel,
            "text": s.text,
        }
        for s in call.segments
    ]
    dialog = {
        "type": "recording",
        "start": "2026-11-22T09:30:00+08:00",
        "duration": call.duration / 1000,
        "parties": [0, 1],
        "mediatype": "audio/x-wav",
    }
    analysis = {
        "type": "transcript",
        "dialog": 0,
        "vendor": "funasr",
        "schema": "szgh-transcript-1",
        "mediatype": "application/json",
        "encoding": "json",
        "body": {"segments": segments},
    }
    return dump(
        {
            "vcon": version,
            "uuid": str(uuid_of(call)),
            "created_at": "2026-11-22T09:40:00+08:00",
            "parties": people,
            "dialog": [dialog],
            "analysis": [analysis],
            "attachments": [],
        }
    )


def vcon_old(call) -> bytes:
    return dump(json.loads(vcon(call, "0.3.0")) | {"must_support": []})


def _clock(ms, mark) -> str:
    rest, ms = divmod(ms, 1000)
    minutes, seconds = divmod(rest, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}{mark}{ms:03}"


def webvtt(call) -> bytes:
    cues = [
        f"{s.index + 1}\n{_clock(s.begin_ms, '.')} --> {_clock(s.end_ms, '.')}"
        f" align:left\n<v {NAMES[s.party]}>{s.text}</v>\n"
        for s in call.segments
    ]
    return "\n".join(["WEBVTT - 12351\n", "NOTE made by hand\n", *cues]).encode()


def srt(call) -> bytes:
    cues = [
        f"{s.index + 1}\r\n{_clock(s.begin_ms, ',')} --> {_clock(s.end_ms, ',')}"
        f"\r\n{NAMES[s.party]}：{s.text}\r\n"
        for s in call.segments
    ]
    return "\r\n".join(cues).encode("utf-8-sig")


def table(call) -> bytes:
    rows = [
        f'{s.index + 1},{NAMES[s.party]},{s.begin_ms},{s.end_ms},"{s.text}"'
        for s in call.segments
    ]
    return "\n".join(["seq,speaker,begin_ms,end_ms,text", *rows]).encode()


def table_bom(call) -> bytes:
    return b"\xef\xbb\xbf" + table(call)


def table_gbk(call) -> bytes:
    rows = [
        f"{s.index + 1};{NAMES[s.party]};{_clock(s.begin_ms, '.')};"
        f"{_clock(s.end_ms, '.')};{s.text}"
        for s in call.segments
    ]
    head = "序号;说话人;开始时间;结束时间;内容"
    return "\r\n".join([head, *rows]).encode("gbk")
