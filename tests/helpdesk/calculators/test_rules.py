"""The files of numbers and sentences: complete, sourced, and used to the last line."""

import re
from pathlib import Path

import pytest
import yaml

from helpdesk.calculators import rules as module
from helpdesk.calculators.rules import rules

FOLDER = Path(module.__file__).parent
RELIEF = FOLDER.parent / "relief"
FILES = [
    *sorted(set(FOLDER.glob("*.yml")) - {FOLDER / "statutes.yml"}),
    RELIEF / "heat_allowance.yml",
    RELIEF / "work_stop.yml",
]
SPOKEN = ("says", "cautions", "refuses")


def content(path):
    return yaml.safe_load(path.read_text("utf-8"))


def sources_of(path):
    """Give the code that reads a file: its own module, or all for what is shared."""
    own = {"shared": "*", "heat_allowance": "policy"}.get(path.stem, path.stem)
    return "".join(p.read_text("utf-8") for p in path.parent.glob(f"{own}.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestFiles:
    def test_every_number_has_source_year_and_confidence(self, path):
        for name, number in content(path).get("numbers", {}).items():
            assert number["source"], name
            assert 1990 <= number["year"] <= 2026, name
            assert number["confidence"] in set("ABCD"), name

    def test_every_period_has_source_year_and_confidence(self, path):
        for period in content(path).get("periods", []):
            assert period["source"]
            assert period["year"] >= 2012
            assert period["confidence"] in set("ABC")

    def test_every_sentence_is_used(self, path):
        written = sources_of(path)
        indirect = {
            *("known", "disputed", "unknown"),  # chosen by the period
            *("wages", "other"),  # the subjects of a claim
            *("task", "part_time", "open_ended", "fixed"),  # the terms of a contract
            "provincial",  # named by a line of the file itself
        }

        for kind in SPOKEN:
            for name in content(path).get(kind, {}):
                assert f'"{name}"' in written or name in indirect, (kind, name)

    def test_every_sentence_is_chinese_and_ends_like_one(self, path):
        for kind in ("says", "cautions"):
            for name, sentence in content(path).get(kind, {}).items():
                assert re.search(r"[一-鿿]", sentence), name
                assert sentence.endswith("。") or name == "rest", name


class TestRules:
    def test_an_unknown_calculator_is_an_error(self):
        with pytest.raises(FileNotFoundError):
            rules("tax")

    def test_an_unknown_sentence_is_an_error(self):
        with pytest.raises(KeyError):
            rules("overtime").say("nothing")
