"""Invented calls, good and bad, and the rules that they break."""

import random

import pytest

from helpdesk.quality import book, check
from helpdesk.transcripts import Party
from language.pinyin import readings
from tests.helpdesk.quality.noise import is_common, misheard
from tests.helpdesk.quality.spoken import load

HALVES = ("development", "heldout", "fresh")
CALLS = {call.id: call for half in HALVES for call in load(half)}


@pytest.fixture(scope="module")
def homophones():
    alike = {}
    for character, sound in readings().items():
        if is_common(character):
            alike.setdefault(sound, []).append(character)
    return alike


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
class TestCheck:
    def test_finds_what_a_supervisor_finds(self, call):
        found = check(*call.arguments)

        assert {finding.rule for finding in found.findings} == call.broken

    def test_shows_the_sentence_that_proves_it(self, call):
        found = check(*call.arguments)

        proofs = {}
        for finding in found.findings:
            if finding.index is None:
                assert finding.quote == ""
                continue
            assert finding.quote == call.transcript.segments[finding.index].text
            proofs.setdefault(finding.rule, call.turn_of[finding.index])
        assert {rule: proofs.get(rule) for rule in call.at} == call.at

    def test_takes_the_points_of_the_findings(self, call):
        found = check(*call.arguments)

        limits = [r.limit for r in book().rules if r.id in call.broken and r.limit]
        left = 100 - sum(finding.points for finding in found.findings)
        assert found.score == max(0, min([left, *limits]))

    def test_homophones_change_nothing(self, call, homophones):
        before = {finding.rule for finding in check(*call.arguments).findings}
        noisy = misheard(call.transcript, homophones, random.Random(call.id))  # noqa: S311

        after = {
            finding.rule
            for finding in check(noisy, call.analysis, call.tickets).findings
        }

        assert noisy != call.transcript
        assert after <= before


class TestCalls:
    def test_every_rule_is_broken_by_one_and_kept_by_many(self):
        broken = set().union(*(call.broken for call in CALLS.values()))

        assert broken == {rule.id for rule in book().rules}

    def test_there_are_enough_of_them(self):
        assert len(CALLS) >= 30
        assert sum(not call.broken for call in CALLS.values()) >= 10
        parties = {s.party for c in CALLS.values() for s in c.transcript.segments}
        assert parties == {Party.agent, Party.bot, Party.customer}
