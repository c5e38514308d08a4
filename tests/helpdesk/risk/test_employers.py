import pytest

from helpdesk.errors import InvalidInput
from helpdesk.risk.employers import fold


class TestFold:
    @pytest.mark.parametrize(
        "name",
        [
            "深圳市岚禾电子有限公司",
            "岚禾电子",
            "深圳岚禾电子",
            "岚禾电子 有限公司",
            "「岚禾电子」",
        ],
    )
    def test_spellings_of_one_employer_meet(self, name):
        assert fold(name) == "岚禾电子"

    def test_two_employers_do_not(self):
        assert fold("岚禾电子") != fold("岚禾家居")

    @pytest.mark.parametrize("name", ["有限公司", "深圳市"])
    def test_a_name_of_nothing_but_form_is_kept(self, name):
        assert fold(name) == name

    @pytest.mark.parametrize("name", ["", "  ", "……", "😀"])
    def test_a_name_of_nothing_is_refused(self, name):
        with pytest.raises(InvalidInput):
            fold(name)
