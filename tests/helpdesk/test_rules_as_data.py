"""Rules that officers read: each with its source, its year and how sure it is."""

from pathlib import Path

import pytest
import yaml

from helpdesk.findings import Outcome
from helpdesk.models import Confidence

HELPDESK = Path(__file__).parents[2] / "helpdesk"
FILES = [
    HELPDESK / name
    for name in (
        "dream_plan/rules.yml",
        "dream_plan/cohorts.yml",
        "dream_plan/plans.yml",
        "legal_aid/eligibility.yml",
        "legal_aid/triage.yml",
        "assistance/hardship.yml",
        "assistance/golden_autumn.yml",
        "assistance/mutual_aid.yml",
        "relief/visits.yml",
        "risk/rules.yml",
    )
]
OUTCOMES = {outcome.value for outcome in Outcome}


def _entries(content):
    """Yield every mapping of a file, however deep."""
    if isinstance(content, dict):
        yield content
        content = list(content.values())
    if isinstance(content, list):
        for each in content:
            yield from _entries(each)


def _read(path):
    return list(_entries(yaml.safe_load(path.read_text("utf-8"))))


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}"
)
class TestRules:
    def test_whatever_names_a_source_names_its_year_and_confidence(self, path):
        sourced = [entry for entry in _read(path) if "source" in entry]

        assert sourced
        for entry in sourced:
            assert entry["source"].strip()
            assert 2000 <= entry["year"] <= 2026
            assert entry["confidence"] in set(Confidence)

    def test_every_condition_has_words_for_each_outcome_and_a_source(self, path):
        for entry in _read(path):
            if "question" in entry:
                assert set(entry) >= OUTCOMES | {"source", "year", "confidence"}

    def test_only_statutes_are_called_certain(self, path):
        for entry in _read(path):
            if entry.get("confidence") == "A":
                assert any(
                    word in entry["source"] for word in ("法", "条例", "规定", "法释")
                )
