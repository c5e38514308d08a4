"""compose.yaml by the specification; `gonghui cluster` reads a part of it."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from gonghui.nginx import DEFAULTS
from gonghui.places import ROOT
from helpdesk.config import Settings
from tests.npm import installed

SCHEMA = "node_modules/dclint/schemas/compose.schema.json"
DURABLE = {"postgres", "redis"}
"""Images that others make, which nobody has to build."""


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def validator():
    folder = (ROOT / Settings().data_dir / "compose-schema").resolve()
    packages = installed(Path(__file__).with_name("package.json"), folder)
    schema = json.loads((packages / SCHEMA).read_text("utf-8"))
    return Draft7Validator(schema)


class TestCompose:
    def test_is_what_the_specification_allows(self, compose, validator):
        assert [error.message for error in validator.iter_errors(compose)] == []

    def test_so_is_what_adds_tls(self, validator):
        added = yaml.safe_load((ROOT / "deploy" / "compose.tls.yaml").read_text())

        assert [error.message for error in validator.iter_errors(added)] == []
        assert added["services"].keys() == {"gateway"}
        assert added["services"]["gateway"]["environment"].keys() <= DEFAULTS.keys()

    def test_the_schema_would_find_a_slip(self, compose, validator):
        slipped = {"services": {"api": {**compose["services"]["api"], "comand": []}}}

        assert not validator.is_valid(slipped)

    def test_nothing_but_the_gateway_is_reached_from_outside(self, compose):
        published = {
            name for name, one in compose["services"].items() if "ports" in one
        }

        assert published == {"gateway"}

    def test_every_service_is_shut_in(self, compose):
        for name, service in compose["services"].items():
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name
            assert service["security_opt"] == ["no-new-privileges:true"], name
            assert service["user"] not in ("root", "0"), name
            assert service["deploy"]["resources"]["limits"]["memory"], name

    def test_the_bot_reads_no_records_and_has_no_way_out(self, compose):
        bot = compose["services"]["bot"]

        assert set(bot["secrets"]) == {"bot_secret", "redis_url", "tracker_url"}
        assert all(compose["networks"][name]["internal"] for name in bot["networks"])

    def test_our_images_are_targets_of_the_dockerfile(self, compose):
        lines = (ROOT / "deploy" / "Dockerfile").read_text().splitlines()
        stages = {line.split()[-1] for line in lines if line.startswith("FROM ")}

        built = {
            name: service["build"]["target"]
            for name, service in compose["services"].items()
            if name not in DURABLE
        }

        assert set(built.values()) == {"bot", "service", "gateway"}
        assert set(built.values()) <= stages
