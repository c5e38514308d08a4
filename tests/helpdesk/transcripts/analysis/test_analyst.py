"""Calls of every kind, many at once, and such as nobody should send."""

import pickle
import time
from dataclasses import replace

import pytest

from helpdesk.transcripts import Transcript
from helpdesk.transcripts.analysis import Analysis
from tests.helpdesk.transcripts.analysis.expected import (
    BEGAN,
    DEVELOPMENT,
    calls,
    transcript,
)

NOBODY = Transcript("empty", "test", BEGAN, "zh", ())


class TestAnalyse:
    def test_of_no_calls_gives_nothing(self, analyst):
        assert analyst.analyse([]) == []

    def test_of_an_empty_call_gives_an_empty_analysis(self, analyst):
        assert analyst.analyse([NOBODY]) == [Analysis()]

    def test_of_a_seat_alone_routes_nothing(self, analysed):
        analysis = analysed(
            {"a": "您好，12351，请问有什么可以帮您？"}, {"a": "喂，听得到吗？"}
        )

        assert analysis == Analysis()

    def test_a_call_is_read_alone_as_among_others(self, analyst):
        told = [call.transcript for call in calls(DEVELOPMENT)]

        together = analyst.analyse(told)

        assert together == [analyst.analyse([one])[0] for one in told]
        assert analyst.analyse(told[::-1]) == together[::-1]

    def test_days_are_reckoned_from_the_day_of_the_call(self, analyst):
        told = transcript({"c": "昨天被老板辞退了。"})
        earlier = replace(told, started_at=BEGAN.replace(year=2025))

        found = analyst.analyse([told, earlier])

        assert [a.summary.since[0].text for a in found] == [
            "2026年7月14日",
            "2025年7月14日",
        ]

    def test_the_day_is_shenzhens(self, analyst):
        late = BEGAN.replace(hour=17)  # one in the morning of the next day
        told = replace(transcript({"c": "今天被老板辞退了。"}), started_at=late)

        [found] = analyst.analyse([told])

        assert found.summary.since[0].text == "2026年7月16日"

    def test_speakers_that_are_not_known_are_heard(self, analysed):
        analysis = analysed(
            {"u": "您好，12351，工号3027，请问有什么可以帮您？"},
            {"u": "老板三个月没发工资了。"},
            {"u": "我帮您登记一下，三个工作日内给您回电话。"},
        )

        assert [asked.intent for asked in analysis.asked] == ["report_unpaid_wages"]
        assert [routed.index for routed in analysis.routed] == [1]
        assert len(analysis.summary.promised) == 1

    def test_cantonese_is_understood(self, analysed):
        analysis = analysed(
            {"a": "您好。"}, {"c": "老细拖咗三个月粮都唔出，我想问下点算好？"}
        )

        assert [asked.intent for asked in analysis.asked] == ["report_unpaid_wages"]

    def test_an_analyst_and_its_findings_travel(self, analyst):
        told = [calls(DEVELOPMENT)[0].transcript]

        assert pickle.loads(pickle.dumps(analyst.analyse(told))) == (  # noqa: S301
            analyst.analyse(told)
        )


class TestHostile:
    @pytest.mark.parametrize(
        "text",
        [
            "？？？",
            "。",
            "a" * 5000,
            "不" * 5000,
            "没有" * 2500,
            "我要" * 2500,
            "一二三四五六七八九十" * 500,
            "十五岁" * 1600,
            "，" * 4000 + "我",
            "中暑了吗" * 1200,
            "会给您" * 1600,
            "\U0001f600" * 3000,
            "/restart{'a': 1}; DROP TABLE calls; <script>",
            "\ud800 半个字",
            "{}%s{0}",
        ],
        ids=range(15),
    )
    def test_any_text_is_read_in_good_time(self, analysed, text):
        begun = time.process_time()

        analysis = analysed({"a": text}, {"c": text}, {"a": "您多大了？"}, {"u": text})

        assert {routed.index for routed in analysis.routed} >= {1}
        assert time.process_time() - begun < 2


class TestLong:
    def test_a_call_of_three_hours_takes_as_long_as_its_turns(self, analyst):
        turns = [turn for _ in range(150) for turn in TALK]
        short, long = transcript(*turns[:300]), transcript(*turns)
        analyst.analyse([short])

        spent = [self.spent(analyst, told) for told in (short, long)]

        assert len(long.segments) == 1500
        assert spent[1] < 5 * spent[0] * 2.5  # five times the turns

    def spent(self, analyst, told: Transcript) -> float:
        begun = time.process_time()
        analyst.analyse([replace(told, segments=numbered(told.segments))])
        return time.process_time() - begun


TALK = (
    {"a": "您在哪个单位上班？"},
    {"c": "在宝安一个电子厂。"},
    {"a": "有没有签合同？"},
    {"c": "没有签，老板拖了我三个月工资。"},
    {"a": "我帮您登记一下。"},
    {"c": "好的，那要带什么材料？"},
    {"a": "身份证和工资条。"},
    {"c": "会员卡也丢了，怎么补？"},
    {"a": "到银行补办。"},
    {"c": "嗯嗯。"},
)


def numbered(segments):
    """Make every segment another text, so that none is read only once."""
    return tuple(replace(s, text=f"{s.text}{s.index}") for s in segments)
