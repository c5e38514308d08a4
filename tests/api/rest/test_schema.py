"""The document of the interface, and what Schemathesis finds that it does not say.

``make fuzz`` asks each operation far more: GONGHUI_FUZZ_EXAMPLES of them.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from unittest.mock import AsyncMock

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, seed
from hypothesis import settings as bounded
from schemathesis.checks import CHECKS, load_all_checks

from api.rest.app import ROUTERS, create, explained
from helpdesk.audit import SYSTEM
from helpdesk.config import Settings
from helpdesk.database import (
    create_engine,
    create_sessions,
    run_in_thread,
    unit_of_work,
    upgrade,
)
from helpdesk.models import OfficerRole
from helpdesk.tickets import tickets
from helpdesk.tokens import tokens
from tests.api.conftest import KEYS
from tests.api.rest.conftest import WAGES
from tests.api.serving import serving

EXAMPLES = int(os.environ.get("GONGHUI_FUZZ_EXAMPLES", "0"))
OF_LEADER, OF_OTHERS = EXAMPLES or 25, EXAMPLES or 4
SEED = 12351

load_all_checks()
CHECKED = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    )
]
SCHEMA = schemathesis.openapi.from_dict(create().openapi())
OPERATIONS = [one.ok() for one in SCHEMA.get_all_operations()]


@dataclass
class Served:
    """The real application on loopback, with a ticket and a token of each role."""

    url: str
    number: str
    words: dict[OfficerRole, str]
    statuses: set[int] = field(default_factory=set)


@pytest.fixture(scope="module")
def served(tmp_path_factory, module_patch) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("fuzzed")
    settings = Settings(_env_file=None, data_dir=folder, demo=True, **KEYS)
    upgrade(settings)
    number, words = run_in_thread(lambda: _filled(settings))
    module_patch.setattr("helpdesk.rates.Rates.take", AsyncMock())
    with serving(settings) as url:
        yield Served(f"{url}/api/v1", number, words)


@pytest.fixture(scope="module")
def module_patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


async def _filled(settings: Settings) -> tuple[str, dict[OfficerRole, str]]:
    engine = create_engine(settings)
    async with unit_of_work(create_sessions(engine)) as session:
        ticket = await tickets.open(session, **WAGES)
        words = {
            role: (await tokens.add(session, name="模糊", role=role, by=SYSTEM)).words
            for role in OfficerRole
        }
        number = ticket.number
    await engine.dispose()
    return number, words


def ask(operation, served: Served, role: OfficerRole, examples: int) -> None:
    """Ask an operation what is and is not in its document."""
    session = requests.Session()
    session.trust_env = False

    @seed(SEED)
    @bounded(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def asked(case) -> None:
        if "number" in (case.path_parameters or {}):
            case.path_parameters["number"] = served.number
        response = case.call_and_validate(
            base_url=served.url,
            session=session,
            headers={"Authorization": f"Bearer {served.words[role]}"},
            checks=CHECKED,
        )
        served.statuses.add(response.status_code)

    asked()
    session.close()


class TestOperation:
    @pytest.mark.timeout(0 if EXAMPLES else 120)
    @pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
    def test_answers_as_the_document_says(self, operation, served):
        for role in OfficerRole:
            leader = role is OfficerRole.supervisor
            ask(operation, served, role, OF_LEADER if leader else OF_OTHERS)

        assert served.statuses, "something was asked"


class TestDocument:
    def test_names_every_operation(self):
        paths = create().openapi()["paths"]

        named = {
            (method.upper(), path) for path, each in paths.items() for method in each
        }
        assert named == {
            (method, route.path)
            for router in (*ROUTERS, explained)
            for route in router.routes
            for method in route.methods
        }

    def test_says_how_one_gets_in(self):
        document = create().openapi()

        assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
        for path, operations in document["paths"].items():
            for operation in operations.values():
                assert ("security" in operation) is not path.startswith("/problems")

    def test_describes_every_operation_and_its_problems(self):
        for path, operations in create().openapi()["paths"].items():
            for operation in operations.values():
                assert operation["description"]
                if not path.startswith("/problems"):
                    assert {"401", "403", "422", "429", "500"} <= set(
                        operation["responses"]
                    )

    async def test_is_given_to_everybody(self, client):
        answer = await client.get("/api/v1/openapi.json")

        assert answer.json()["openapi"].startswith("3.")
        assert answer.json()["servers"] == [{"url": "/api/v1"}]
