import pytest

from benchmarks.cluster.callers import BUSY, DEGRADED
from benchmarks.cluster.ledger import Entry
from benchmarks.cluster.measuring import Stretch
from benchmarks.cluster.overload import Told, is_good, rows
from benchmarks.cluster.scaling import is_linear, table


def told(answered: int, **others: int) -> Told:
    """Messages of ten seconds, by what came of them."""
    faults = [None] * answered
    faults += [what for what, times in others.items() for _ in range(times)]
    entries = [Entry("m", "question", 0.0, 0.1, 200, fault=what) for what in faults]
    return Told(10.0, entries)


CALM = told(100)


class TestOverload:
    def test_who_is_told_to_wait_has_nothing_to_complain_of(self):
        assert is_good(CALM, told(80, **{BUSY: 150, DEGRADED: 5}))

    def test_fewer_answers_than_without_haste_are_too_few(self):
        assert not is_good(CALM, told(79, **{BUSY: 150}))

    def test_who_hears_nothing_is_one_too_many(self):
        crowd = told(100, **{"no answer": 1})

        assert crowd.untold == 1
        assert not is_good(CALM, crowd)

    def test_what_was_lost_is_not_good(self):
        crowd = told(100)
        crowd.verdict.wrong["accepted and lost"] += 1

        assert not is_good(CALM, crowd)

    def test_says_how_much_is_left(self):
        figures = dict(rows(CALM, told(90, **{BUSY: 110})))

        assert figures["share of the capacity"] == "90% (bar 80%: met)"
        assert figures["offered a second"] == "20.0"


class TestScaling:
    @pytest.mark.parametrize(("turns", "linear"), [(170, True), (169, False)])
    def test_twice_as_many_bots_do_nearly_twice_as_much(self, turns, linear):
        some = {1: Stretch(10.0, [0.1] * 100), 2: Stretch(10.0, [0.1] * turns)}

        assert is_linear(some) is linear

    def test_a_row_for_each_number_of_bots(self):
        some = {
            1: Stretch(10.0, [0.1] * 100, spent={"bot-1": 5.0, "api-1": 2.0}),
            2: Stretch(10.0, [0.2] * 190, spent={"bot-1": 5.0, "bot-2": 4.0}),
        }

        first, second = table(some)

        assert (first["ratio"], second["ratio"]) == ("1.00", "1.90")
        assert first["processor of the bots"] == "0.50 cores"
        assert second["processor of all"] == "0.90 cores"
