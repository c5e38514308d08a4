import pytest

from api.chat.openings import Openings
from api.middleware.headers import HEADERS


class TestSecurityHeaders:
    @pytest.mark.parametrize(
        "path", ["/", "/healthz", "/nowhere", "/chat/assets/chat.js", "/metrics"]
    )
    async def test_stand_on_every_answer(self, client, path):
        response = await client.get(path)

        for name, value in HEADERS.items():
            assert response.headers[name] == value

    async def test_stand_on_what_is_too_large_too(self, client):
        response = await client.post("/chat/messages", content=b"x" * 70_000)

        assert response.status_code == 413
        assert "content-security-policy" in response.headers

    def test_the_policy_allows_nothing_inline_and_nobody_else(self):
        policy = HEADERS["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        for word in ("unsafe", "http", "*", "data:"):
            assert word not in policy


class TestAccess:
    @pytest.fixture
    def broken(self, monkeypatch):
        async def fail(*_):
            raise RuntimeError("王小明 13800138000")

        monkeypatch.setattr(Openings, "conversation_of", fail)

    async def test_answers_what_nobody_caught_in_chinese(self, client, broken, words):
        response = await client.post("/chat/messages", json={"text": "你好"})

        assert response.status_code == 500
        assert response.json() == {"detail": words.failed}
        assert "content-security-policy" in response.headers

    async def test_logs_the_place_of_a_fault_and_not_its_words(
        self, client, broken, caplog
    ):
        caplog.set_level("INFO", logger="api")

        await client.post("/chat/messages", json={"text": "你好"})

        assert "RuntimeError at fail (" in caplog.text
        assert "POST /chat/messages 500" in caplog.text
        assert "13800138000" not in caplog.text

    async def test_is_quiet_about_monitors(self, client, caplog):
        caplog.set_level("INFO", logger="api")

        await client.get("/healthz")

        assert not [r for r in caplog.records if "/healthz" in r.getMessage()]

    async def test_names_the_route_and_no_query(self, client, caplog):
        caplog.set_level("DEBUG", logger="api")

        await client.get("/healthz?phone=13800138000")
        await client.get("/chat/conversations/a-secret-key")
        await client.get("/a-secret-path")

        logged = "\n".join(r.getMessage() for r in caplog.records if "api" in r.name)
        assert "GET /healthz 200" in logged
        assert "GET /chat/conversations/{key} 404" in logged
        assert "(no route) 404" in logged
        for hidden in ("13800138000", "a-secret-key", "a-secret-path"):
            assert hidden not in logged
