"""Rows meet the records in their order, however they are cut into chunks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.imports.resolving import Known, Resolver
from helpdesk.imports.shapes import Shape
from helpdesk.imports.worker import Candidate

SHAPE = Shape(
    "members", ("id", "phone"), "id", {"id": "证件号码", "phone": "手机号码"}, {}
)


def plan(rows, known=()):
    candidates = [Candidate(n, row, None) for n, row in enumerate(rows, 2)]
    return Resolver(SHAPE, known).plan(candidates)


def codes(found):
    return [(one.row, one.faults[0].code) for one in found.rejected]


class TestPlan:
    def test_new_rows_and_known_ones_are_told_apart(self):
        found = plan([("a", "1"), ("b", "2")], [Known(7, ("b", "9"), None)])

        [step] = found.steps
        assert [c.values[0] for c in step.new] == ["a"]
        assert [(key, c.values[0]) for key, c in step.known] == [(7, "b")]

    def test_a_freed_value_waits_for_the_next_step(self):
        known = [Known(1, ("a", "1"), None), Known(2, ("b", "2"), None)]

        found = plan([("a", "3"), ("b", "1")], known)

        assert [len(step.known) for step in found.steps] == [1, 1]
        assert codes(found) == []

    def test_a_value_is_not_taken_before_it_is_free(self):
        known = [Known(1, ("a", "1"), None), Known(2, ("b", "2"), None)]

        assert codes(plan([("b", "1"), ("a", "3")], known)) == [(2, "taken")]

    def test_what_this_run_wrote_is_not_written_again(self):
        found = plan([("a", "1")], [Known(1, ("a", "1"), 9)])

        assert codes(found) == [(2, "repeated_in_file")]

    @pytest.mark.parametrize("phone", [None, "1"])
    def test_an_empty_value_frees_nothing(self, phone):
        known = [Known(1, ("a", "1"), None)]

        assert codes(plan([("a", phone), ("b", "1")], known)) == [(3, "taken_in_file")]

    @given(
        st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("123456"))),
        st.integers(1, 7),
    )
    def test_chunks_of_any_size_come_to_the_same_end(self, rows, size):
        whole = plan(rows)

        records, rejected = {}, []
        for begin in range(0, len(rows), size):
            known = [
                Known(n, (key, phone), row)
                for n, (key, (phone, row)) in enumerate(records.items())
            ]
            candidates = [
                Candidate(n, row, None)
                for n, row in enumerate(rows[begin : begin + size], begin + 2)
            ]
            part = Resolver(SHAPE, known).plan(candidates)
            records |= {c.values[0]: (c.values[1], c.row) for c in part.accepted}
            rejected += codes(part)

        assert rejected == codes(whole)
        assert records == {c.values[0]: (c.values[1], c.row) for c in whole.accepted}
