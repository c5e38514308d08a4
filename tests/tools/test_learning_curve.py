import json
import shutil
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from language import Example
from tools.learning_curve import Gain, curve, gains, some_of

ROOT = Path(__file__).parents[2]
TOY = ROOT / "tests" / "language" / "toy"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The toy examples, held out as well: enough for the shape of the curve."""
    place = tmp_path_factory.mktemp("toy") / "data"
    shutil.copytree(TOY, place)
    shutil.copytree(TOY / "examples", place / "heldout" / "toy")
    return place


class TestSomeOf:
    EXAMPLES = tuple(
        Example(f"{intent} {number}", intent)
        for intent, size in (("greet", 10), ("thank", 1))
        for number in range(size)
    )

    def test_takes_a_share_of_each_intent_but_one_at_least(self):
        taken = some_of(self.EXAMPLES, 0.3)

        counts = Counter(example.intent for example in taken)
        assert counts == {"greet": 3, "thank": 1}

    def test_a_larger_share_holds_the_smaller(self):
        assert set(some_of(self.EXAMPLES, 0.3)) < set(some_of(self.EXAMPLES, 0.6))

    def test_all_is_all(self):
        assert set(some_of(self.EXAMPLES, 1.0)) == set(self.EXAMPLES)


class TestCurve:
    def test_more_examples_teach_more(self, folder):
        told = []

        found = curve(folder, shares=(0.2, 0.5, 1.0), progress=told.append)

        assert found.points == told
        few, _, all_of_them = found.points
        assert few.examples < all_of_them.examples
        assert few.accuracy < all_of_them.accuracy
        assert json.loads(json.dumps(asdict(found)))["points"][0]["share"] == 0.2


class TestGains:
    def test_names_what_gains_most_first(self):
        half = [("a", True), ("b", False), ("b", False), ("c", False), ("c", True)]
        whole = [("a", True), ("b", True), ("b", True), ("c", True), ("c", True)]

        assert gains(half, whole) == [Gain("b", 0.0, 1.0), Gain("c", 0.5, 1.0)]

    def test_without_the_half_nothing_is_compared(self):
        assert gains([], [("a", True)]) == []
