import pytest

from tools.licences import PLACES, complaints, installed, is_permissive, reviewed


class TestInstalled:
    @pytest.mark.parametrize("environment", PLACES)
    def test_what_we_ship_was_looked_at(self, environment):
        shipped = installed(environment)
        if not shipped:
            pytest.skip(f"{PLACES[environment]} is not made")

        told = [
            each
            for each in complaints({environment: shipped}, reviewed())
            if "strike it out" not in each  # the other environment may have it
        ]

        assert told == []

    def test_the_service_is_all_there(self):
        assert len(installed("service")) > 100


class TestIsPermissive:
    @pytest.mark.parametrize(
        "licence",
        ["MIT", "BSD-3-Clause AND 0BSD", "Apache Software License", "ISC License"],
    )
    def test_asks_to_be_named(self, licence):
        assert is_permissive(licence)

    @pytest.mark.parametrize(
        "licence",
        [
            "GPL-3.0",
            "AGPLv3",
            "MPL-2.0 AND MIT",
            "MIT; Commons Clause",
            "",
            "Own words",
        ],
    )
    def test_asks_for_more_or_says_nothing(self, licence):
        assert not is_permissive(licence)


class TestComplaints:
    def test_an_unknown_licence_is_told(self):
        [told] = complaints({"bot": {"x": "GPL-3.0"}}, {})

        assert told.startswith("x: GPL-3.0: review it")

    def test_a_changed_licence_is_told(self):
        [told] = complaints({"bot": {"x": "AGPL-3.0"}}, {"x": "MPL-2.0"})

        assert told == "x: was MPL-2.0, is AGPL-3.0: look again"

    def test_an_entry_for_nothing_is_told(self):
        [told] = complaints({"bot": {"x": "MIT"}}, {"x": "MPL-2.0"})

        assert "strike it out" in told
