"""Times that can be and times that can not."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.transcripts import BadTranscript, Original, Reading, read
from helpdesk.transcripts.drafts import Draft, Line, Spoken
from helpdesk.transcripts.times import SLACK, mend
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.writers import WRITERS

CALL = calls()[0]


def mended(*lines: Line, duration: float | None = None):
    found, notes = mend(Draft(list(lines), duration=duration))
    return found, [note.code for note in notes]


def line(begin, end, text="好的好的", speaker="1") -> Line:
    return Line(text, begin, end, speaker=speaker)


def _is_time(key, part, names) -> bool:
    return key in names and not isinstance(part, str)


def scaled(names: tuple[str, ...], factor: float) -> Reading:
    """Write Huawei's answer with these times in another unit."""

    def change(value):
        if isinstance(value, dict):
            return {
                key: part * factor if _is_time(key, part, names) else change(part)
                for key, part in value.items()
            }
        return [change(part) for part in value] if isinstance(value, list) else value

    answer = change(json.loads(WRITERS["huawei"](CALL)))
    return read(Original("a", json.dumps(answer).encode()))


class TestUnits:
    def test_seconds_are_found_by_the_length_of_the_audio(self):
        reading = scaled(("start_time", "end_time"), 0.001)

        assert [note.code for note in reading.notes] == ["seconds"]
        times = [(s.begin_ms, s.end_ms) for s in reading.transcript.segments]
        assert times == [(s.begin_ms, s.end_ms) for s in CALL.segments]
        assert reading.transcript.segments[0].words[0].begin_ms == times[0][0]

    def test_seconds_are_found_by_how_fast_people_speak(self):
        _, notes = mended(
            line(0.3, 4.1, "我想问一下老板欠我们工资不给"),
            line(5.0, 9.2, "您先别急您慢慢说在哪个工地"),
        )

        assert notes == ["seconds"]

    def test_microseconds_are_found(self):
        _, notes = mended(line(0, 4e6), line(5e6, 9e6), duration=9500)

        assert notes == ["too_fine"]

    def test_a_short_word_in_a_long_recording_is_left_alone(self):
        lines, notes = mended(line(9000, 10_000, "喂"), duration=10_800_000)

        assert (lines[0].end, notes) == (10_000, [])

    def test_a_quick_answer_is_no_matter_of_units(self):
        assert mended(line(0, 90, "好好好好"))[1] == []

    def test_audio_whose_length_is_in_another_unit_is_refused(self):
        with pytest.raises(BadTranscript) as caught:
            scaled(("audio_duration",), 0.001)

        assert caught.value.code == "beyond_audio"


class TestOrder:
    def test_lines_are_sorted(self):
        lines, notes = mended(line(5000, 6000), line(0, 1000))

        assert [each.begin for each in lines] == [0, 5000]
        assert notes == ["sorted"]

    def test_a_line_that_ends_before_it_begins_is_turned(self):
        lines, notes = mended(line(900, 100))

        assert (lines[0].begin, lines[0].end, notes) == (100, 900, ["turned"])

    def test_a_line_is_cut_where_its_speaker_goes_on(self):
        lines, notes = mended(line(0, 2000), line(1500, 3000))

        assert (lines[0].end, notes) == (1500, ["overlap"])

    def test_two_people_may_talk_across_one_another(self):
        lines, notes = mended(line(0, 2000), line(1500, 3000, speaker="2"))

        assert (lines[0].end, notes) == (2000, [])

    def test_words_that_do_not_fit_any_more_are_dropped(self):
        words = [{"text": "喂", "start_time": 800, "end_time": 1900}]
        first = {"text": "喂", "start_time": 0, "end_time": 2000, "words": words}
        second = {"text": "你好", "start_time": 1000, "end_time": 3000}
        value = {"result": {"utterances": [first, second]}}

        reading = read(Original("a", json.dumps(value).encode()))

        assert {note.code for note in reading.notes} >= {"overlap", "words_dropped"}
        assert reading.transcript.segments[0].words is None


class TestBounds:
    def test_padding_is_clipped(self):
        lines, notes = mended(line(-200, 900), line(1000, 2300), duration=2000)

        assert [(each.begin, each.end) for each in lines] == [(0, 900), (1000, 2000)]
        assert notes == ["clipped"]

    @pytest.mark.parametrize(
        ("begin", "end", "code"),
        [
            (-SLACK, 900, "negative_times"),
            (0, 20_000, "beyond_audio"),
            (-9000, -8000, "negative_times"),
        ],
    )
    def test_what_stands_out_far_is_refused(self, begin, end, code):
        with pytest.raises(BadTranscript) as caught:
            mended(line(begin, end), duration=10_000)

        assert caught.value.code == code

    def test_a_call_of_days_is_refused(self):
        with pytest.raises(BadTranscript) as caught:
            mended(line(0, 1000), line(86_400_000, 86_401_000))

        assert caught.value.code == "too_long"

    def test_a_format_without_times_is_refused(self):
        with pytest.raises(BadTranscript) as caught:
            read(Original("a", "角色,内容\n坐席,您好\n".encode()))

        assert caught.value.code == "missing_times"


times = st.floats(-SLACK + 1, 3_600_000)


class TestProperties:
    @given(
        st.lists(
            st.tuples(
                times, times, st.text(min_size=1, max_size=30), st.sampled_from("12")
            ),
            max_size=30,
        )
    )
    def test_whatever_is_not_refused_is_in_order_and_within(self, given_lines):
        lines = [Line(text, b, e, speaker=who) for b, e, text, who in given_lines]
        try:
            found, _ = mend(Draft(lines))
        except BadTranscript:
            return

        assert len(found) == len(lines)
        assert all(0 <= each.begin <= each.end for each in found)
        assert [each.begin for each in found] == sorted(each.begin for each in found)
        for who in "12":
            own = [each for each in found if each.speaker == who]
            pairs = pairwise(own)
            assert all(first.end <= second.begin for first, second in pairs)

    @given(st.lists(st.tuples(times, times), min_size=1, max_size=30))
    def test_what_was_mended_needs_no_mending(self, pairs):
        lines = [Line("好的", *pair, words=(Spoken("好", *pair),)) for pair in pairs]
        try:
            once, _ = mend(Draft(lines))
        except BadTranscript:
            return
        if any(each.begin == each.end for each in once):
            return  # what takes no time tells nothing of units

        twice, notes = mend(Draft(once))

        assert (twice, notes) == (once, [])
