"""Calls that are ready to be kept, written by hand."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from helpdesk.transcripts import Original, Party, Segment, Transcript
from helpdesk.transcripts.analysis import (
    Analysis,
    Asked,
    Fact,
    Named,
    Risk,
    RiskKind,
    Routed,
    Summary,
)
from helpdesk.transcripts.faults import Note
from helpdesk.transcripts.records import Kept

BEGAN = datetime(2026, 7, 15, 2, 0, tzinfo=UTC)
NAME = "20260715-101010-2041"
WAGES, INJURY = "report_unpaid_wages", "report_work_injury"


def segment(index, text, party=Party.customer):
    begin = index * 3000
    return Segment(index, party, None, begin, begin + 2500, text, text, 500)


def transcript(*texts, call_id=NAME, began=BEGAN):
    texts = texts or ("您好，请讲", "厂里三个月没发工资", "手也受伤了")
    parties = (Party.agent, *[Party.customer] * (len(texts) - 1))
    segments = tuple(map(segment, range(len(texts)), texts, parties))
    return Transcript(call_id, "aliyun", began, "zh", segments)


def asked(intent, *segments, words="厂里三个月没发工资"):
    return Asked(intent, "disputes", segments or (1,), words)


def risk(kind, index=1, words="厂里三个月没发工资"):
    return Risk(RiskKind(kind), index, words)


def named(entity, value, index=1):
    return Routed(index, WAGES, 0.9, (Named(entity, value, value, 0, len(value)),))


def kept(*requests, data=b"", of=None, risks=(), routed=(), name="c1.json"):
    said = of or transcript()
    analysis = Analysis(
        routed=tuple(routed),
        asked=requests or (asked(WAGES),),
        risks=tuple(risks),
        summary=Summary(amounts=(Fact("12000元", 1),), since=(Fact("三个月", 1),)),
    )
    return Kept(
        original=Original(name, data or json.dumps([name, said.call_id]).encode()),
        transcript=said,
        analysis=analysis,
        notes=(Note("overlap", {"count": 2}),),
    )


def silent():
    return replace(kept(), transcript=replace(transcript(), segments=()))
