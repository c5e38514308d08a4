"""Checks of calls that are odd: empty, one-sided, very long, hostile."""

import pickle
from dataclasses import replace

import pytest

from helpdesk.quality import Check, book, check
from helpdesk.quality.exchange import findings_as_json, findings_from_json
from helpdesk.transcripts import Party, Transcript
from helpdesk.transcripts.analysis import Analysis
from tests.helpdesk.quality.spoken import load, spoken

DEVELOPMENT = {call.id: call for call in load("development")}
RUDE = DEVELOPMENT["wages-rude"]


def told(*turns, **entry):
    """A call of these turns: a, b or c and what is said."""
    return spoken({"id": "x", "turns": [{k: text} for k, text in turns], **entry})


def rules_of(call) -> list[str]:
    return [finding.rule for finding in check(*call.arguments).findings]


class TestCheck:
    def test_an_empty_call_has_no_score(self):
        empty = Transcript("x", "test", None, "zh", ())

        assert check(empty, Analysis()) == Check(None)

    @pytest.mark.parametrize("party", [Party.agent, Party.customer, Party.unknown])
    def test_a_call_with_one_side_has_no_score(self, party):
        transcript = DEVELOPMENT["wages-good"].transcript
        segments = tuple(replace(s, party=party) for s in transcript.segments)

        assert check(replace(transcript, segments=segments), Analysis()).score is None

    def test_who_hangs_up_at_once_was_not_served_badly(self):
        call = told(
            ("a", "您好，12351热线，工号一零一，通话会录音，请讲。"),
            ("c", "喂，打错了。"),
        )

        assert check(*call.arguments) == Check(100)

    def test_what_must_never_happen_bounds_the_score(self):
        scolding = replace_text(DEVELOPMENT["wages-good"], 1, "好的，你闭嘴听我说。")

        found = check(*scolding)

        assert [finding.rule for finding in found.findings] == ["scolds"]
        assert found.score == 59

    def test_no_score_is_below_zero(self):
        assert check(*RUDE.arguments).score == 0

    def test_a_rule_takes_no_more_than_its_most(self):
        call = told(*[("a", "你闭嘴。"), ("c", "我说什么了？")] * 9)

        points = [
            f.points for f in check(*call.arguments).findings if f.rule == "scolds"
        ]

        rule = next(rule for rule in book().rules if rule.id == "scolds")
        assert sum(points) == rule.most

    def test_a_call_without_a_day_is_checked(self):
        call = DEVELOPMENT["wages-good"]
        undated = replace(call.transcript, started_at=None)

        assert check(undated, call.analysis, call.tickets).findings == ()

    def test_a_missing_thing_says_between_which_sentences(self):
        call = told(("a", "喂。"), ("c", "我想入会。"), ("a", "嗯。"), ("c", "好。"))

        found = {f.rule: f for f in check(*call.arguments).findings}

        assert found["greeting"].told == "开头没有问好（第1–3句之间没有听到）"
        assert (found["greeting"].index, found["greeting"].quote) == (None, "")

    def test_can_be_told_to_another_process(self):
        found = check(*RUDE.arguments)

        assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own
        assert findings_from_json(findings_as_json(found.findings)) == found.findings

    @pytest.mark.timeout(20)
    @pytest.mark.parametrize(
        "text", ["一" * 2000, "（" * 2000, "对吗" * 800, "录音请您" * 400]
    )
    def test_odd_texts_take_no_long_time(self, text):
        call = told(*[("a", text), ("c", text)] * 20)

        assert check(*call.arguments).score is not None

    def test_three_hours_are_checked(self):
        call = told(*[("a", "您说，我在听。"), ("c", "我再说一遍，三万二千。")] * 1500)

        assert check(*call.arguments).score is not None


class TestHandover:
    def test_the_seat_may_do_what_the_machine_left_undone(self):
        call = told(
            ("b", "您好，12351热线，我是智能客服，通话会录音，找人请说人工。"),
            ("c", "我站在楼顶，不想活了。"),
            ("b", "马上给您转接，请不要挂。"),
            ("c", "嗯。"),
            ("a", "您好，我是工号一零一，您身边有人吗？"),
            ("c", "没有。"),
            risks={"crisis": 2},
            tickets=[{"category": "express_crisis", "priority": "urgent"}],
        )

        assert "crisis_answered" not in rules_of(call)

    def test_one_who_was_told_of_danger_once_is_judged_once(self):
        call = told(
            ("b", "请说您的问题。"),
            ("c", "我不想活了。"),
            ("b", "没有听清。"),
            ("c", "算了。"),
            ("a", "什么事？"),
            ("c", "没事。"),
            risks={"crisis": 2},
        )

        assert rules_of(call).count("crisis_answered") == 1


def replace_text(call, index, text):
    """Let the seat say something else in a place of its own."""
    segments = list(call.transcript.segments)
    place = [s.index for s in segments if s.party is Party.agent][index]
    segments[place] = replace(segments[place], text=text + segments[place].text)
    return (
        replace(call.transcript, segments=tuple(segments)),
        call.analysis,
        call.tickets,
    )
