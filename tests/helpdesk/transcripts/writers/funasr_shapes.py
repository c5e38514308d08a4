"""FunASR from Python and from its runtime."""

import json
import re

from tests.helpdesk.transcripts.writers.common import MARKS, dump, letters, spread


def funasr(call, key="text") -> bytes:
    speakers = list(dict.fromkeys(s.channel for s in call.segments))
    sentences = [
        {
            key: s.text,
            "start": s.begin_ms,
            "end": s.end_ms,
            "timestamp": [
                [b, e] for _, b, e in spread(letters(s.text), s.begin_ms, s.end_ms)
            ],
            "spk": speakers.index(s.channel),
        }
        for s in call.segments
    ]
    text = "".join(s.text for s in call.segments)
    times = [pair for sentence in sentences for pair in sentence["timestamp"]]
    result = {"key": call.id, "text": text, "timestamp": times}
    return dump([result | {"sentence_info": sentences}])


def funasr_vad(call) -> bytes:
    return funasr(call, key="sentence")


def funasr_runtime(call) -> bytes:
    """One message a channel, as two recognitions of a stereo call give them."""
    return b"\n".join(_message(call, channel) for channel in (0, 1))


def _message(call, channel) -> bytes:
    own = [s for s in call.segments if s.channel == channel]
    stamps, times = [], []
    for segment in own:
        clauses = re.findall(rf"([^{MARKS}]+)([{MARKS}])", segment.text)
        units = [unit for clause, _ in clauses for unit in letters(clause)]
        spoken = spread(units, segment.begin_ms, segment.end_ms)
        times += [[b, e] for _, b, e in spoken]
        for clause, mark in clauses:
            count = len(letters(clause))
            part, spoken = spoken[:count], spoken[count:]
            stamps.append(
                {
                    "text_seg": " ".join(unit for unit, _, _ in part),
                    "punc": mark,
                    "start": part[0][1],
                    "end": part[-1][2],
                    "ts_list": [[b, e] for _, b, e in part],
                }
            )
    return dump(
        {
            "mode": "offline",
            "wav_name": f"{call.id}_{channel}",
            "text": "".join(s.text for s in own),
            "is_final": False,
            "timestamp": json.dumps(times),
            "stamp_sents": stamps,
        }
    )
