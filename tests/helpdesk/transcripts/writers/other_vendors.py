"""iFlytek, Huawei and Volcengine."""

import json
import re

from helpdesk.transcripts import Party
from tests.helpdesk.transcripts.writers.common import MARKS, dump, letters, spread


def _best(segment, role):
    units = re.findall(rf"[\u4e00-\u9fff]|[A-Za-z0-9]+|[{MARKS}]", segment.text)
    frames = (segment.end_ms - segment.begin_ms) // 10
    words = [
        {
            "wb": frames * place // len(units),
            "we": frames * (place + 1) // len(units),
            "cw": [{"w": u, "wp": "p" if u in MARKS else "n", "wc": "0.0000"}],
        }
        for place, u in enumerate(units)
    ]
    words.append({"wb": frames, "we": frames, "cw": [{"w": "", "wp": "g"}]})
    return {
        "st": {
            "sc": "0.00",
            "pa": "0",
            "bg": str(segment.begin_ms),
            "ed": str(segment.end_ms),
            "rl": role,
            "rt": [{"nb": "1", "nc": "1.0", "ws": words}],
        }
    }


def iflytek(call) -> bytes:
    roles = list(dict.fromkeys(s.channel for s in call.segments))
    bests = [_best(s, str(roles.index(s.channel) + 1)) for s in call.segments]
    result = {
        "lattice": [{"json_1best": json.dumps(b, ensure_ascii=False)} for b in bests],
        "lattice2": [
            {
                "lid": str(place),
                "begin": best["st"]["bg"],
                "end": best["st"]["ed"],
                "desc": "json",
                "json_1best": best,
                "spk": f"段落-{best['st']['rl']}",
            }
            for place, best in enumerate(bests)
        ],
    }
    order = {
        "orderId": call.id,
        "failType": 0,
        "status": 4,
        "originalDuration": call.duration,
        "realDuration": call.duration,
    }
    content = {
        "orderInfo": order,
        "orderResult": json.dumps(result, ensure_ascii=False),
        "taskEstimateTime": 0,
    }
    return dump({"code": "000000", "descInfo": "success", "content": content})


def iflytek_old(call) -> bytes:
    roles = list(dict.fromkeys(s.channel for s in call.segments))
    parts = [
        {
            "bg": str(s.begin_ms),
            "ed": str(s.end_ms),
            "onebest": s.text,
            "speaker": str(roles.index(s.channel) + 1),
        }
        for s in call.segments
    ]
    data = json.dumps(parts, ensure_ascii=False)
    return dump({"ok": 0, "err_no": 0, "failed": None, "data": data})


def huawei(call) -> bytes:
    roles = {Party.agent: "AGENT", Party.customer: "USER"}
    segments = [
        {
            "start_time": s.begin_ms,
            "end_time": s.end_ms,
            "result": {
                "text": s.text,
                "analysis_info": {
                    "role": roles[s.party],
                    "emotion": "NORMAL",
                    "speed": 5.3,
                },
                "word_info": [
                    {"start_time": b, "end_time": e, "word": u}
                    for u, b, e in spread(letters(s.text), s.begin_ms, s.end_ms)
                ],
            },
        }
        for s in call.segments
    ]
    return dump(
        {
            "job_id": call.id,
            "status": "FINISHED",
            "create_time": "2026-11-22T01:30:00.000Z",
            "start_time": "2026-11-22T01:30:01.000Z",
            "finish_time": "2026-11-22T01:30:09.000Z",
            "audio_duration": call.duration,
            "segments": segments,
        }
    )


def _utterances(call):
    return [
        {
            "text": s.text,
            "start_time": s.begin_ms,
            "end_time": s.end_ms,
            "definite": True,
            "additions": {"channel_id": str(s.channel), "speaker": str(s.channel + 1)},
            "words": [
                {"text": u, "start_time": b, "end_time": e, "blank_duration": 0}
                for u, b, e in spread(letters(s.text), s.begin_ms, s.end_ms)
            ]
            + [{"text": "。", "start_time": -1, "end_time": -1, "blank_duration": 0}],
        }
        for s in call.segments
    ]


def volcengine(call) -> bytes:
    text = "".join(s.text for s in call.segments)
    return dump(
        {
            "audio_info": {"duration": call.duration},
            "result": {"text": text, "utterances": _utterances(call)},
        }
    )


def volcengine_classic(call) -> bytes:
    text = "".join(s.text for s in call.segments)
    result = {"text": text, "confidence": 97, "utterances": _utterances(call)}
    answer = {"reqid": call.id, "code": 1000, "message": "Success", "result": [result]}
    return dump(answer)
