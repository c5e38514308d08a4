import csv

from gonghui.intake.ledger import SHOWN, Ledger
from gonghui.intake.parcels import Refused


class TestLedger:
    def test_tells_the_first_and_lists_all(self, tmp_path):
        told = []
        ledger = Ledger(tmp_path / "imports" / "退回.csv", told.append)

        for number in range(SHOWN + 3):
            ledger.add(Refused(f"c{number}.json", "文件是空的"))
        ledger.close()

        assert told[0] == "c0.json: 文件是空的"
        assert "另有 3 个" in told[SHOWN]
        assert str(ledger.path) in told[-1]
        with ledger.path.open(encoding="utf-8-sig", newline="") as file:
            head, *lines = csv.reader(file)
        assert head == ["文件", "原因"]
        assert len(lines) == SHOWN + 3
        assert ledger.path.stat().st_mode & 0o077 == 0

    def test_without_a_refusal_there_is_no_list(self, tmp_path):
        told = []
        ledger = Ledger(tmp_path / "退回.csv", told.append)

        ledger.close()

        assert (told, list(tmp_path.iterdir())) == ([], [])

    def test_a_name_commands_neither_terminal_nor_spreadsheet(self, tmp_path):
        told = []
        ledger = Ledger(tmp_path / "退回.csv", told.append)

        ledger.add(Refused("=cmd\x1b[2J.json", "不收"))
        ledger.close()

        assert "\x1b" not in told[0]
        assert "'=cmd?[2J.json" in ledger.path.read_text("utf-8-sig")
