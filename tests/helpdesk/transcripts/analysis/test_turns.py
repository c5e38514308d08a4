"""Segments that a recogniser cut, joined to turns."""

from dataclasses import replace

import pytest

from helpdesk.transcripts.analysis.turns import turns
from tests.helpdesk.transcripts.analysis.expected import transcript


def texts(*told: dict[str, str]) -> list[str]:
    return [turn.text for turn in turns(transcript(*told).segments)]


class TestTurns:
    def test_what_was_cut_in_mid_sentence_is_joined(self):
        assert texts({"c": "我在龙华那个|富士康上班"}) == ["我在龙华那个富士康上班"]

    def test_a_sentence_that_ended_is_not_joined(self):
        assert texts({"c": "我想投诉。|老板不发工资"}) == ["我想投诉。", "老板不发工资"]

    def test_that_the_other_one_listens_ends_no_sentence(self):
        told = ({"c": "就是我们那个"}, {"a": "嗯嗯"}, {"c": "老板不发工资"})

        assert texts(*told) == ["就是我们那个老板不发工资", "嗯嗯"]

    def test_a_question_in_between_ends_it(self):
        told = ({"c": "就是我们那个"}, {"a": "哪个厂"}, {"c": "富士康"})

        assert texts(*told) == ["就是我们那个", "哪个厂", "富士康"]

    def test_a_long_pause_ends_it(self):
        first, second = transcript({"c": "我在富士康|工资没发"}).segments
        late = replace(second, begin_ms=first.end_ms + 5000, end_ms=first.end_ms + 6000)

        assert [turn.text for turn in turns([first, late])] == [
            "我在富士康",
            "工资没发",
        ]

    def test_a_monologue_without_punctuation_is_read_in_parts(self):
        found = texts({"c": "|".join(["老板一直拖着不给我们发工资啊"] * 40)})

        assert len(found) > 5
        assert max(map(len, found)) <= 90

    def test_of_no_segments_there_are_none(self):
        assert turns([]) == []


class TestPlace:
    @pytest.mark.parametrize(
        ("start", "end", "place"),
        [(0, 2, (0, 0, 2)), (5, 7, (1, 0, 2)), (4, 9, (1, 0, 4)), (9, 10, (2, 0, 1))],
    )
    def test_is_where_most_of_a_stretch_stands(self, start, end, place):
        [turn] = turns(transcript({"c": "一二三四五|六七八九|十"}).segments)

        assert turn.place(start, end) == place


class TestIsCallers:
    def test_of_unknown_speakers_the_seat_is_heard_by_its_words(self):
        told = transcript(
            {"u": "您好，12351，工号3027，请问有什么可以帮您？"},
            {"u": "老板不发工资。"},
        )

        assert [turn.is_callers for turn in turns(told.segments)] == [False, True]
