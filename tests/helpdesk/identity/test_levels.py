"""Every service names the level it needs; actions and services ask one table."""

import ast
from pathlib import Path

import pytest
import yaml

from helpdesk.errors import ConfigurationError
from helpdesk.identity.levels import FILE, PROVED, level_of, needed

ROOT = Path(__file__).parents[3]
CATALOGUE = yaml.safe_load((ROOT / "nlu_data" / "intents.yml").read_text("utf-8"))
# What people say to keep a talk going is no service.
SERVICES = {
    intent
    for skill in CATALOGUE.values()
    for intent, entry in skill.items()
    if entry["kind"] != "dialogue"
}
RIGHTS = {
    "export_personal_data",
    "delete_personal_data",
    "withdraw_consent",
    "unbind_channel",
    "list_channels",
}


def asked_for():
    """Give every service that an action names when it asks for a level."""
    for path in sorted((ROOT / "actions").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) == "is_proved":
                yield from (a.value for a in node.args if isinstance(a, ast.Constant))


def _name(called):
    return getattr(called, "id", getattr(called, "attr", ""))


class TestTable:
    def test_names_every_service_and_nothing_else(self):
        assert set(needed()) == SERVICES | RIGHTS

    def test_asks_for_proof_where_a_record_is_shown_or_changed(self):
        proved = {service for service, level in needed().items() if level == PROVED}

        assert {
            "check_membership",
            "update_member_info",
            "transfer_membership",
            "leave_union",
            "check_dream_application",
            "check_legal_case",
            "claim_mutual_aid",
            "export_personal_data",
            "delete_personal_data",
        } <= proved

    @pytest.mark.parametrize(
        "service", ["express_crisis", "report_heatstroke", "report_collective_dispute"]
    )
    def test_lets_nobody_wait_who_is_in_danger(self, service):
        assert level_of(service) == 0

    def test_is_what_actions_ask(self):
        named = set(asked_for())

        assert named
        assert named <= set(needed())

    def test_says_why_in_chinese(self):
        table = yaml.safe_load(FILE.read_text("utf-8"))

        assert all(entry["why"] for entry in table.values())


class TestLevelOf:
    def test_needs_proof_for_what_is_not_named(self):
        assert level_of("something_new") == PROVED


class TestNeeded:
    @pytest.mark.parametrize(
        "entry",
        ["{level: 3, why: x}", "{level: 1}", "{why: x}", "{level: yes, why: ''}"],
    )
    def test_refuses_an_entry_without_level_or_reason(self, tmp_path, entry):
        file = tmp_path / "levels.yml"
        file.write_text(f"check_membership: {entry}", "utf-8")

        with pytest.raises(ConfigurationError, match="check_membership"):
            needed(file)
