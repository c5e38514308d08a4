import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.console.calls.marks import Piece, pieces
from helpdesk.privacy import Hidden
from helpdesk.transcripts.analysis import Named

TEXT = "我在龙华富士康上班"


def name(entity, start, end):
    return Named(entity, TEXT[start:end], "", start, end)


class TestPieces:
    def test_of_a_plain_text_are_one(self):
        assert pieces(TEXT, ()) == (Piece(TEXT),)

    def test_of_nothing_are_none(self):
        assert pieces("", ()) == ()

    def test_name_what_is_named(self):
        assert pieces(TEXT, [name("employer", 4, 7)]) == (
            Piece("我在龙华"),
            Piece("富士康", ("单位",)),
            Piece("上班"),
        )

    def test_that_overlap_carry_both_names(self):
        found = pieces(TEXT, [name("district", 2, 4), name("employer", 2, 7)])

        assert found[1:3] == (
            Piece("龙华", ("区", "单位")),
            Piece("富士康", ("单位",)),
        )

    @pytest.mark.parametrize(("start", "end"), [(-1, 2), (8, 12), (5, 5), (6, 2)])
    def test_pass_over_places_outside_the_text(self, start, end):
        assert pieces(TEXT, [Named("place", "x", "", start, end)]) == (Piece(TEXT),)

    def test_show_the_mask_of_what_is_hidden_and_never_cut_it(self):
        hidden = [Hidden(2, 7, "*****")]

        found = pieces(TEXT, [name("place", 4, 9)], hidden)

        assert found == (
            Piece("我在"),
            Piece("*****", ("地点",), is_hidden=True),
            Piece("上班", ("地点",)),
        )

    @given(
        st.lists(st.tuples(st.integers(-2, 12), st.integers(-2, 12)), max_size=6),
    )
    def test_together_are_the_text(self, places):
        named = [Named("place", "", "", start, end) for start, end in places]

        assert "".join(piece.text for piece in pieces(TEXT, named)) == TEXT
