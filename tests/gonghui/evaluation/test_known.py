from dataclasses import replace

import pytest

from gonghui.evaluation import known
from language import DataError


@pytest.fixture
def listed(figures):
    return known.listed(figures.mistakes, [])


class TestListed:
    def test_says_of_itself_what_went_wrong(self, listed):
        reasons = {entry.text: entry.reason for entry in listed}

        assert reasons["公资没发"] == "another skill"

    def test_keeps_a_reason_for_as_long_as_the_mistake_is_the_same(
        self, figures, listed
    ):
        mine = [replace(entry, reason="说得不清楚") for entry in listed]
        other = [replace(entry, taken="greet") for entry in mine]

        assert known.listed(figures.mistakes, mine) == mine
        assert known.listed(figures.mistakes, other) == listed


class TestWrite:
    def test_is_read_again(self, tmp_path, listed):
        known.write(tmp_path / "known.yml", listed)

        assert known.read(tmp_path / "known.yml") == listed

    def test_of_nothing_is_nothing(self, tmp_path):
        known.write(tmp_path / "known.yml", [])

        assert known.read(tmp_path / "known.yml") == []
        assert known.read(tmp_path / "none.yml") == []

    @pytest.mark.parametrize("content", ["a: 1", "- {file: a}", "- 喂", "- [1"])
    def test_names_a_file_of_another_shape(self, tmp_path, content):
        (tmp_path / "known.yml").write_text(content, "utf-8")

        with pytest.raises(DataError, match=r"known\.yml"):
            known.read(tmp_path / "known.yml")


class TestSurprises:
    def test_there_are_none_where_the_list_is_right(self, figures, listed):
        assert list(known.surprises(figures.mistakes, listed)) == []

    def test_an_entry_that_works_must_be_deleted(self, figures, listed):
        [surprise] = known.surprises(figures.mistakes[1:], listed)

        assert "is understood now; delete it" in surprise

    def test_a_new_mistake_must_be_mended_or_listed(self, figures, listed):
        [surprise] = known.surprises(figures.mistakes, listed[1:])

        assert "mend it or list it" in surprise

    def test_another_mistake_is_another_entry(self, figures, listed):
        stale = [replace(listed[0], taken="greet"), *listed[1:]]

        [surprise] = known.surprises(figures.mistakes, stale)

        assert "list it anew" in surprise
