import numpy as np
import pytest

from language.keys import spread
from language.linear import SCATTER, UNKNOWN, Linear, Table

KNOWN = spread([0, 7, 2**64 - 1, 12_345])
MANY = 3_000


def crowded(slots: range) -> np.ndarray:
    """Make keys that all want one slot: the first, or the last."""
    undone = pow(int(SCATTER), -1, 2**64)
    return spread((slot * undone) % 2**64 for slot in slots)


@pytest.fixture
def linear() -> Linear:
    weights = np.array([[1, 2], [10, 20], [100, 200], [0.1, 0]], np.float32)
    return Linear(KNOWN, weights)


class TestFind:
    def test_gives_the_places_of_known_keys(self):
        assert Table(KNOWN).find(KNOWN[[2, 0, 0, 3]]).tolist() == [2, 0, 0, 3]

    def test_knows_that_others_are_unknown(self):
        assert Table(KNOWN).find(spread([8, 2**63])).tolist() == [UNKNOWN, UNKNOWN]

    def test_zero_is_a_key_like_any_other(self):
        assert Table(spread([0])).find(spread([0])).tolist() == [0]
        assert Table(spread([1])).find(spread([0])).tolist() == [UNKNOWN]

    @pytest.mark.parametrize(
        "slots", [range(MANY), range(2**64 - MANY, 2**64)], ids=["first", "last"]
    )
    def test_thousands_of_keys_may_want_the_same_slot(self, slots):
        keys = crowded(slots)
        strange = crowded(range(MANY, MANY + 50))

        table = Table(keys)

        assert table.find(keys).tolist() == list(range(MANY))
        assert (table.find(strange) == UNKNOWN).all()

    def test_finds_each_of_many(self):
        keys = np.random.default_rng(1).integers(0, 2**64, 50_000, np.uint64)
        keys = np.unique(keys)
        half = len(keys) // 2

        table = Table(keys[:half])

        assert (table.find(keys[:half]) == np.arange(half)).all()
        assert (table.find(keys[half:]) == UNKNOWN).all()

    def test_an_empty_table_knows_nothing(self):
        assert Table(spread([])).find(KNOWN).tolist() == [UNKNOWN] * len(KNOWN)

    def test_nobody_asked_is_answered_with_nothing(self):
        assert Table(KNOWN).find(spread([])).tolist() == []


class TestSums:
    def test_adds_up_the_weights_of_every_owner(self, linear):
        sums = linear.sums(KNOWN[[0, 1, 2]], np.array([2, 0, 2]), 3)

        assert sums.tolist() == [[10, 20], [0, 0], [101, 202]]

    def test_a_key_told_twice_counts_twice(self, linear):
        sums = linear.sums(KNOWN[[1, 1, 0]], np.array([0, 0, 0]), 1)

        assert sums.tolist() == [[21, 42]]

    def test_unknown_keys_weigh_nothing(self, linear):
        sums = linear.sums(spread([99, 7]), np.array([0, 0]), 1)

        assert sums.tolist() == [[10, 20]]

    def test_an_empty_table_gives_nothing_to_everybody(self):
        empty = Linear(spread([]), np.zeros((0, 2), np.float32))

        assert empty.sums(KNOWN, np.zeros(4, np.int64), 2).tolist() == [[0, 0]] * 2

    def test_there_may_be_no_owner(self, linear):
        assert linear.sums(spread([]), np.zeros(0, np.int64), 0).shape == (0, 2)


class TestLoad:
    def test_sums_as_the_saved_one_did_at_half_precision(self, linear, tmp_path):
        linear.save(tmp_path, "tagger")

        loaded = Linear.load(tmp_path, "tagger")

        halved = linear.weights.astype(np.float16).astype(np.float32)
        assert loaded.keys.tolist() == KNOWN.tolist()
        assert loaded.weights.dtype == np.float32
        assert loaded.weights.tolist() == halved.tolist()

    def test_two_tables_lie_in_one_folder(self, linear, tmp_path):
        linear.save(tmp_path, "tagger")
        Linear(spread([5]), np.ones((1, 1), np.float32)).save(tmp_path, "classifier")

        assert Linear.load(tmp_path, "tagger").keys.tolist() == KNOWN.tolist()
