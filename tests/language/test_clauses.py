from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.clauses import BREATH, MOST_BORDERS, SHORTEST, Border, Clauses, stretches

CONNECTIVES = {"said": ("另外", "还有", "另外还有"), "paused": ("然后",)}
SIGNS = st.text(st.sampled_from("工资没发卡丢了，。；,. ;?另外还有然后"), max_size=60)


@pytest.fixture(scope="module")
def clauses() -> Clauses:
    return Clauses(CONNECTIVES)


@pytest.fixture(scope="module")
def said(clauses):
    """Give what a text says in one breath each."""

    def said(text: str) -> list[str]:
        return [text[a:b] for a, b in stretches(text, clauses.borders(text))]

    return said


class TestBorders:
    def test_a_connective_says_that_another_thing_comes(self, clauses):
        assert clauses.borders("工资没发,另外卡丢了") == (Border(4, 5, "said"),)

    def test_a_connective_needs_no_punctuation(self, clauses):
        assert clauses.borders("工资没发还有卡丢了") == (Border(4, 4, "said"),)

    def test_the_longest_connective_is_taken(self, clauses):
        assert clauses.borders("工资没发另外还有卡丢") == (Border(4, 4, "said"),)

    @pytest.mark.parametrize("mark", ["。", "?", "!", ";", "?! "])
    def test_a_sentence_has_ended(self, clauses, mark):
        text = f"工资没发{mark}卡丢了的"

        assert clauses.borders(text) == (Border(4, 4 + len(mark), "ended"),)

    @pytest.mark.parametrize("mark", [",", " ", ", ", "然后"])
    def test_a_speaker_has_only_paused(self, clauses, mark):
        text = f"工资没发{mark}卡丢了的"

        assert clauses.borders(text) == (Border(4, 4 + len(mark), "paused"),)

    def test_of_two_close_together_the_stronger_is_kept(self, clauses):
        assert clauses.borders("工资没发,真的。卡丢了的") == (Border(7, 8, "ended"),)
        assert clauses.borders("工资没发。真的另外卡丢了") == (Border(7, 7, "said"),)

    def test_of_many_the_strongest_are_kept(self, clauses):
        text = "工资没发," * MOST_BORDERS + "工资没发。" * 3 + "另外卡丢了"

        found = clauses.borders(text)

        assert len(found) == MOST_BORDERS
        assert [b.kind for b in found] == ["paused"] * 5 + ["ended"] * 2 + ["said"]

    @pytest.mark.parametrize("text", ["", "工资", ",,,", "。", ",,另外,", "工资,没发"])
    def test_there_is_none_where_nothing_can_be_asked_twice(self, clauses, text):
        assert clauses.borders(text) == ()

    def test_without_connectives_punctuation_is_left(self):
        assert Clauses({}).borders("工资没发,另外卡丢了") == (Border(4, 5, "paused"),)

    @given(text=SIGNS)
    def test_leave_room_for_a_request_on_every_side(self, clauses, text):
        found = clauses.borders(text)

        starts = (0, *(border.right for border in found))
        ends = (*(border.left for border in found), len(text))
        assert not found or all(
            end - start >= SHORTEST for start, end in zip(starts, ends, strict=True)
        )


class TestStretches:
    def test_punctuation_ends_a_breath(self, said):
        assert said("喂,卡丢了。怎么办?") == ["喂", "卡丢了", "怎么办"]

    def test_a_border_inside_ends_it_too(self, said):
        assert said("工资没发还有卡丢了") == ["工资没发", "还有卡丢了"]

    def test_a_connective_at_which_one_pauses_belongs_to_nobody(self, said):
        assert said("工资没发然后卡丢了的") == ["工资没发", "卡丢了的"]

    @pytest.mark.parametrize("text", ["", ",", ",。?! ", "…—~"])
    def test_only_punctuation_says_nothing(self, said, text):
        assert said(text) == []

    @given(text=SIGNS)
    def test_hold_all_that_is_said_in_its_order(self, said, text):
        paused = "".join(BREATH.findall(text)).replace("然后", "")

        assert "".join(said(text)).replace("然后", "") == paused

    @given(text=SIGNS)
    def test_never_run_into_one_another(self, clauses, text):
        found = list(stretches(text, clauses.borders(text)))

        assert found == sorted(found)
        assert all(BREATH.fullmatch(text, a, b) for a, b in found)
        assert all(one[1] <= other[0] for one, other in pairwise(found))
