import numpy as np
import pytest

from language.keys import Track, codes
from language.page import PAD, Page, ragged

TEXTS = ("", "工会在哪", "", "", "查会籍", "")


class TestCharacters:
    def test_gives_the_places_of_all_but_what_stands_between(self, page):
        laid = page(*TEXTS)

        written = PAD + PAD.join(TEXTS) + PAD
        assert "".join(written[at] for at in laid.characters()) == "工会在哪查会籍"

    def test_of_empty_readings_there_are_none(self, page):
        assert page("", "😀").characters().tolist() == []

    def test_a_page_may_hold_no_reading(self, reader):
        assert Page([], reader.sounds).characters().tolist() == []


class TestWords:
    @pytest.mark.parametrize("texts", [TEXTS, ("",), ("工会",), ()])
    def test_begin_and_end_where_they_are_written(self, page, texts):
        laid = page(*texts)

        written = PAD + PAD.join(texts) + PAD
        starts, ends = laid.words()

        words = [word for reading in laid.readings for word in reading.words]
        assert starts.dtype == ends.dtype == np.int64
        assert [written[a:b] for a, b in zip(starts, ends, strict=True)] == words


class TestLetters:
    def test_are_known_by_the_same_keys_on_every_page(self, page):
        laid = page(*TEXTS)
        start = laid.starts[1:2]

        [found] = laid.letters.keys(start, start + 2)

        assert found == Track(codes("工会")).keys(np.array([0]), np.array([2]))[0]

    def test_who_looks_two_characters_around_meets_no_other_reading(self, page):
        laid = page(*TEXTS)
        ends = laid.starts + laid.lengths

        apart = laid.starts[1:] - ends[:-1]

        assert (apart >= 2).all()
        assert laid.starts[0] >= 2
        assert laid.size - ends[-1] >= 2


class TestSounds:
    def test_are_the_same_for_homophones(self, page):
        laid = page("工会", "公会", "宫会", "国会")

        keys = laid.sounds.keys(laid.starts, laid.starts + 2)

        assert keys[0] == keys[1] == keys[2] != keys[3]

    def test_a_sign_without_a_sound_stands_for_itself(self, page):
        laid = page("a", "b", "𠮷", "𠮸")

        keys = laid.sounds.keys(laid.starts, laid.starts + 1)

        assert len({*keys.tolist()}) == 4


class TestRagged:
    @pytest.mark.parametrize(
        ("starts", "lengths", "places"),
        [
            ([5, 9], [2, 3], [5, 6, 9, 10, 11]),
            ([5, 7, 9], [0, 1, 0], [7]),
            ([5, 9], [0, 0], []),
            ([], [], []),
        ],
    )
    def test_counts_on_from_each_start(self, starts, lengths, places):
        given = np.array(starts, np.int64), np.array(lengths, np.int64)

        assert ragged(*given).tolist() == places
