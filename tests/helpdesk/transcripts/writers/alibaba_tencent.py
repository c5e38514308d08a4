"""Aliyun and Tencent: polled and called back."""

import json
from urllib.parse import urlencode

from tests.helpdesk.transcripts.writers.common import dump, letters, number_of, spread


def aliyun(call) -> bytes:
    words = [
        {"Word": unit, "BeginTime": b, "EndTime": e, "ChannelId": s.channel}
        for s in call.segments
        for unit, b, e in spread(letters(s.text), s.begin_ms, s.end_ms)
    ]
    sentences = [
        {
            "EndTime": s.end_ms,
            "SilenceDuration": s.silence_before_ms // 1000,
            "BeginTime": s.begin_ms,
            "Text": s.text,
            "ChannelId": s.channel,
            "SpeechRate": 300,
            "EmotionValue": 6.1,
        }
        for s in call.segments
    ]
    return dump(
        {
            "TaskId": call.id,
            "RequestId": "0A16E9B0",
            "StatusText": "SUCCESS",
            "BizDuration": call.duration,
            "SolveTime": 1763800000000,
            "StatusCode": 21050000,
            "Result": {"Sentences": sentences, "Words": words},
        }
    )


def aliyun_callback(call) -> bytes:
    """The callback before version 4; channels one after the other."""
    sentences = [
        {
            "begin_time": s.begin_ms,
            "end_time": s.end_ms,
            "channel_id": s.channel,
            "emotion_value": 6.1,
            "silence_duration": s.silence_before_ms // 1000,
            "speech_rate": 300,
            "text": s.text,
        }
        for s in sorted(call.segments, key=lambda s: s.channel)
    ]
    return dump(
        {
            "task_id": call.id,
            "status_code": 21050000,
            "status_text": "SUCCESS",
            "request_time": 1763800000000,
            "solve_time": 1763800005000,
            "biz_duration": call.duration,
            "result": {"sentences": sentences},
        }
    )


def _tencent_detail(call):
    return [
        {
            "FinalSentence": s.text,
            "SliceSentence": " ".join(letters(s.text)),
            "WrittenText": "",
            "StartMs": s.begin_ms,
            "EndMs": s.end_ms,
            "WordsNum": len(letters(s.text)),
            "Words": [
                {"Word": u, "OffsetStartMs": b, "OffsetEndMs": e}
                for u, b, e in spread(letters(s.text), 0, s.end_ms - s.begin_ms)
            ],
            "SpeechSpeed": 5.2,
            "SpeakerId": s.channel,
            "EmotionalEnergy": 4,
            "SilenceTime": s.silence_before_ms,
            "EmotionType": None,
        }
        for s in call.segments
    ]


def _tencent_text(call) -> str:
    def clock(ms):
        return f"{ms // 60000}:{ms % 60000 / 1000:.3f}"

    return "".join(
        f"[{clock(s.begin_ms)},{clock(s.end_ms)},{s.channel}]  {s.text}\n"
        for s in call.segments
    )


def tencent(call) -> bytes:
    data = {
        "TaskId": number_of(call),
        "Status": 2,
        "StatusStr": "success",
        "AudioDuration": call.duration / 1000,
        "Result": _tencent_text(call),
        "ResultDetail": _tencent_detail(call),
        "ErrorMsg": "",
    }
    return dump({"Response": {"RequestId": "8824366f", "Data": data}})


def tencent_plain(call) -> bytes:
    data = json.loads(tencent(call))["Response"]["Data"]
    return dump({"Data": data | {"ResultDetail": None}})


def tencent_callback(call) -> bytes:
    form = {
        "code": 0,
        "requestId": 4000048858,
        "appid": 125160000,
        "projectid": 0,
        "text": _tencent_text(call),
        "audioTime": f"{call.duration / 1000:.6f}",
        "message": "",
        "resultDetail": json.dumps(_tencent_detail(call), ensure_ascii=False),
    }
    return urlencode(form).encode()
