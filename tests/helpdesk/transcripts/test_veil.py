import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.privacy import redact
from helpdesk.transcripts import Party, Segment, Transcript, veil
from helpdesk.transcripts.analysis import Analysis, Fact, Named, Routed, Summary
from helpdesk.transcripts.veil import LIFTED, veil_of

EMPTY = Analysis()
AGENT, CUSTOMER = Party.agent, Party.customer


def call(*said):
    segments = tuple(
        Segment(n, party, None, n * 1000, n * 1000 + 900, text, text, 100)
        for n, (party, text) in enumerate(said)
    )
    return Transcript("c1", "csv", None, "zh", segments)


def shown(transcript, analysis=EMPTY):
    """Return the segments' texts as an officer sees them."""
    hidden = veil_of(transcript, analysis).segments
    texts = []
    for segment in transcript.segments:
        text = segment.text
        for span in reversed(hidden[segment.index]):
            text = text[: span.start] + span.shown + text[span.end :]
        texts.append(text)
    return texts


def named(entity, text, value=None, *, index=0, start=0):
    entities = (Named(entity, text, value or text, start, start + len(text)),)
    return Analysis(routed=(Routed(index, "provide_info", 0.9, entities),))


class TestNumbers:
    @pytest.mark.parametrize(
        "text",
        ["我电话13800138000", "我电话幺三八零零幺三八零零零", "工单260715000428"],
    )
    def test_are_hidden_as_everywhere_else(self, text):
        assert shown(call((CUSTOMER, text))) == [redact(text)]

    def test_cut_by_the_recogniser_are_hidden_in_both_halves(self):
        transcript = call(
            (AGENT, "您电话多少"),
            (CUSTOMER, "一三八零零"),
            (AGENT, "嗯"),
            (CUSTOMER, "一三八零零零，谢谢"),
        )

        assert shown(transcript) == ["您电话多少", "*****", "嗯", "******，谢谢"]

    def test_said_again_by_the_seat_half_by_half_are_hidden_too(self):
        transcript = call(
            (CUSTOMER, "一三八零零"),
            (AGENT, "一三八零零"),
            (CUSTOMER, "一三八零零零"),
            (AGENT, "一三八零零零对吧"),
        )

        assert shown(transcript) == ["*****", "*****", "******", "******对吧"]

    def test_far_apart_are_two_numbers(self):
        between = [(AGENT, "好的"), (CUSTOMER, "对"), (AGENT, "请讲")]
        transcript = call(
            (CUSTOMER, "一三八零零"), *between, (CUSTOMER, "一三八零零零")
        )

        assert shown(transcript)[0] == "一三八零零"

    def test_that_were_understood_are_hidden_however_they_were_written(self):
        text = "么三八零零零幺三八零零零"
        analysis = named("phone_number", text, "13800138000")

        assert shown(call((CUSTOMER, text)), analysis) == ["138****8000"]


class TestNames:
    def test_are_hidden_wherever_they_are_said(self):
        transcript = call((CUSTOMER, "王建国，我叫王建国"), (AGENT, "王建国先生您好"))

        assert shown(transcript, named("person_name", "王建国")) == [
            "王*国，我叫王*国",
            "王*国先生您好",
        ]

    def test_of_one_character_hide_no_others(self):
        transcript = call((CUSTOMER, "王老板姓王"))

        assert shown(transcript, named("person_name", "王")) == ["王老板姓王"]

    def test_of_the_summary_count_as_well(self):
        analysis = Analysis(summary=Summary(who=(Fact("李秀英", 0),)))

        assert shown(call((AGENT, "李秀英女士")), analysis) == ["李*英女士"]


class TestOverlapping:
    def test_hide_what_both_hid(self):
        text = "王建国13800138000"
        analysis = named("person_name", "王建国138", "王建国138")

        [told] = shown(call((CUSTOMER, text)), analysis)

        assert set(told) == {"*"}

    @pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 99), (2, 2)])
    def test_places_outside_the_text_are_passed_over(self, start, end):
        odd = Named("person_name", "王", "王", start, end)
        analysis = Analysis(routed=(Routed(0, "greet", 0.9, (odd,)),))

        assert shown(call((CUSTOMER, "你好")), analysis) == ["你好"]


class TestOver:
    def test_hides_in_quotes_what_the_call_hides(self):
        transcript = call((CUSTOMER, "一三八零零"), (CUSTOMER, "一三八零零零"))

        over = veil_of(transcript, named("person_name", "王建国")).over

        assert over("王建国：一三八零零零") == "王*国：******"

    def test_a_lifted_veil_hides_nothing(self):
        assert LIFTED.over("王建国13800138000") == "王建国13800138000"


class TestAny:
    @given(
        st.lists(
            st.tuples(st.sampled_from(Party), st.text("一三八零139 *王", max_size=14)),
            max_size=8,
        )
    )
    def test_spans_lie_in_their_text_and_apart(self, said):
        transcript = call(*said)

        veiled = veil_of(transcript, named("person_name", "王三")).segments

        for segment in transcript.segments:
            end = 0
            for span in veiled[segment.index]:
                assert end <= span.start < span.end <= len(segment.text)
                end = span.end


def test_examples_hold():
    assert doctest.testmod(veil).failed == 0
