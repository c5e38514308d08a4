import pytest

from helpdesk.errors import ConfigurationError
from helpdesk.rates.allowances import FILE, Sender, allowances


class TestAllowances:
    def test_every_sender_has_one(self):
        assert set(allowances()) == set(Sender)

    def test_a_form_is_filled_in_without_waiting(self):
        assert allowances()[Sender.conversation].burst >= 20

    @pytest.mark.parametrize(
        "flaw",
        [
            ("  guess:", "  gues:"),
            ("burst: 20,", "burst: 0,"),
            ("per_second: 4}", "per_second: 0}"),
            ("burst: 60,", "burst: viele,"),
            ("burst: 60, ", ""),
        ],
    )
    def test_a_table_that_makes_no_sense_is_refused(self, tmp_path, flaw):
        file = tmp_path / "rates.yml"
        file.write_text(FILE.read_text("utf-8").replace(*flaw), "utf-8")

        with pytest.raises(ConfigurationError, match=r"rates\.yml"):
            allowances(file)
