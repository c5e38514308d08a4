import inspect

import httpx
import pytest
from fastapi import FastAPI

from api import errors
from api.errors import FLAWS, HTTP_TEXTS, STATUS
from api.texts import Texts
from helpdesk import errors as helpdesk_errors
from helpdesk.errors import (
    HelpdeskError,
    NotFound,
    TooOften,
    TransitionNotAllowed,
    VerificationNeeded,
)


class TestStatus:
    def test_every_error_of_the_rules_has_an_answer(self):
        kinds = [
            kind
            for _, kind in inspect.getmembers(helpdesk_errors, inspect.isclass)
            if issubclass(kind, HelpdeskError)
        ]

        assert len(kinds) > 10
        for kind in kinds:
            assert any(base in STATUS for base in kind.mro()), kind

    def test_every_text_that_is_named_exists(self):
        named = {text for _, text in STATUS.values()}
        named |= set(HTTP_TEXTS.values()) | set(FLAWS.values()) | {"request_wrong"}

        assert named <= set(Texts.model_fields)


@pytest.fixture
async def client(words):
    app = FastAPI()
    errors.install(app, words)
    raised = {
        "not_found": NotFound("ticket 7 of 13800138000"),
        "conflict": TransitionNotAllowed("new → closed"),
        "verification": VerificationNeeded(2),
        "too_many": TooOften(1.2),
    }

    @app.get("/{name}")
    async def fail(name: str, number: int = 0) -> None:
        raise raised[name]

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        yield client


class TestInstall:
    async def test_the_message_of_the_error_stays_inside(self, client, words):
        response = await client.get("/not_found")

        assert response.status_code == 404
        assert response.json() == {"detail": words.not_found}

    async def test_an_error_is_answered_like_its_base(self, client, words):
        response = await client.get("/conflict")

        assert response.status_code == 409
        assert response.json() == {"detail": words.conflict}

    async def test_says_which_way_out_there_is(self, client, words):
        response = await client.get("/verification")

        assert response.status_code == 403
        assert response.json() == {"detail": words.verification_needed}

    async def test_tells_when_to_come_back(self, client):
        response = await client.get("/too_many")

        assert response.status_code == 429
        assert response.headers["retry-after"] == "2"
        assert "2 秒" in response.json()["detail"]

    async def test_a_parameter_of_the_wrong_kind(self, client, words):
        response = await client.get("/not_found?number=x")

        assert response.status_code == 422
        assert response.json() == {"detail": words.request_wrong}
