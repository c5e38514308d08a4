from datetime import date

import pytest
from packaging.specifiers import SpecifierSet

from tools.audit import (
    Advisory,
    Finding,
    Reviewed,
    advisories,
    complaints,
    findings,
    locks,
    pins,
    reviewed,
    snapshot_of,
)

FOUND = Finding("bot", "aiohttp", "3.9.5", "CVE-1")
LATER, NOW = date(2027, 1, 1), date(2026, 12, 1)


class TestLocks:
    def test_every_finding_was_looked_at_and_no_entry_is_stale(self):
        found = set(findings(locks(), advisories()))

        assert found
        assert list(complaints(found, reviewed(), today=date.min)) == []

    def test_service_and_dev_have_no_exceptions(self):
        assert {each.finding.environment for each in reviewed()} == {"bot"}


class TestPins:
    def test_reads_names_as_the_index_writes_them(self):
        lock = "# a word\nRuamel.YAML==0.17.21 \\\n    --hash=sha256:00\nsix==1.17.0\n"

        assert pins(lock) == {"ruamel-yaml": "0.17.21", "six": "1.17.0"}


class TestFindings:
    @pytest.mark.parametrize(
        ("affected", "is_found"),
        [("<3.10", True), ("<3.9.5", False), ("==3.9.5", True), (">=3.10", False)],
    )
    def test_go_by_version(self, affected, is_found):
        known = [Advisory("aiohttp", "CVE-1", SpecifierSet(affected))]

        found = list(findings({"bot": {"aiohttp": "3.9.5"}}, known))

        assert found == ([FOUND] if is_found else [])


class TestComplaints:
    def test_what_nobody_looked_at_is_told(self):
        [told] = complaints({FOUND}, [], today=NOW)

        assert told.startswith("bot: aiohttp 3.9.5: CVE-1: upgrade it, or review it")

    def test_an_exception_without_a_finding_is_told(self):
        [told] = complaints(set(), [Reviewed(FOUND, LATER)], today=NOW)

        assert "strike it out" in told

    def test_one_of_another_version_counts_for_nothing(self):
        other = Finding("bot", "aiohttp", "3.9.4", "CVE-1")

        assert len(list(complaints({FOUND}, [Reviewed(other, LATER)], today=NOW))) == 2

    def test_one_that_ran_out_is_told(self):
        [told] = complaints({FOUND}, [Reviewed(FOUND, NOW)], today=LATER)

        assert "look again" in told

    def test_one_that_holds_is_not(self):
        assert list(complaints({FOUND}, [Reviewed(FOUND, LATER)], today=NOW)) == []


class TestReviewed:
    def test_an_entry_without_a_reason_is_refused(self, tmp_path):
        file = tmp_path / "audit.yml"
        file.write_text(
            "reviewed: [{environment: bot, package: x, version: 1, ids: [C],"
            " why: fine, until: 2027-01-01}]"
        )

        with pytest.raises(ValueError, match="say why"):
            reviewed(file)


class TestSnapshotOf:
    def test_keeps_what_was_told_of_each_version(self):
        told = [
            {"name": "Aiohttp", "version": "3.9.5", "vulns": [{"id": "CVE-1"}]},
            {"name": "six", "version": "1.17.0", "vulns": []},
        ]

        assert snapshot_of(told * 2) == {
            "aiohttp": [{"id": "CVE-1", "affected": "==3.9.5"}]
        }

    def test_an_auditor_who_could_not_look_has_found_nothing(self):
        told = [{"name": "six", "version": "1", "skip_reason": "not found on PyPI"}]

        with pytest.raises(ValueError, match="not found"):
            snapshot_of(told)
