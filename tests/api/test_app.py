import socket
import subprocess
import sys
import time

import httpx
import pytest

from api.app import create_app
from tests.api.console.conftest import token_on

IMPORTS = """
import socket, sqlite3, sys
def refuse(*_, **__): raise SystemExit("opened something at import")
socket.socket.connect = refuse
sqlite3.connect = refuse
import api.app, api.__main__
"""


class TestImport:
    def test_opens_nothing(self):
        done = subprocess.run(
            [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=False
        )

        assert done.returncode == 0, done.stderr


class TestCreateApp:
    def test_opens_nothing_before_the_start(self, make_settings, tmp_path):
        (tmp_path / "gonghui.db").unlink()

        create_app(make_settings())

        assert not (tmp_path / "gonghui.db").exists()

    def test_two_in_one_process_count_apart(self, settings):
        create_app(settings)
        create_app(settings)

    @pytest.mark.parametrize("path", ["/docs", "/redoc", "/nowhere", "/chat/page/"])
    async def test_what_is_not_there_is_said_in_chinese(self, client, words, path):
        response = await client.get(path)

        assert response.status_code == 404
        assert response.json() == {"detail": words.page_not_found}

    async def test_the_wrong_method_is_said_in_chinese(self, client, words):
        response = await client.delete("/chat/messages")

        assert response.status_code == 405
        assert response.json() == {"detail": words.method_not_allowed}

    async def test_describes_its_routes(self, client):
        response = await client.get("/openapi.json")

        assert "/chat/messages" in response.json()["paths"]


class TestMain:
    def test_wrong_configuration_ends_with_2(self, tmp_path):
        done = subprocess.run(
            [sys.executable, "-m", "api"],
            env={"GONGHUI_DATABASE_URL": "postgresql://db/x", "GONGHUI_DEMO": "1"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert done.returncode == 2
        assert "demo" in done.stderr
        assert "Traceback" not in done.stderr

    def test_serves_until_told_to_stop_and_logs_no_query(self, make_settings, bot):
        settings = make_settings()
        port = free_port()
        environment = {
            "GONGHUI_DATA_DIR": str(settings.data_dir),
            "GONGHUI_PORT": str(port),
            "GONGHUI_FIELD_KEYS": settings.field_keys.get_secret_value(),
            "GONGHUI_LOOKUP_KEY": settings.lookup_key.get_secret_value(),
            "GONGHUI_BOT_URL": "http://127.0.0.1:9",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "api"],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            answered = wait_for(client, "/healthz?phone=13800138000")
            told = client.post("/chat/messages", json={"text": "老板不发工资"})
            behind_proxy = [sign_in(client, f"nobody-{n}") for n in range(11)]
        process.terminate()
        log = process.communicate(timeout=60)[1]

        assert answered.json() == {"status": "alive"}
        assert "server" not in answered.headers
        assert "工单号" in told.json()["replies"][0]["text"]
        assert behind_proxy == [403] * 10 + [429], "their address, not the proxy's"
        assert "Application startup complete" in log
        assert "13800138000" not in log
        assert "Traceback" not in log


def sign_in(client, login) -> int:
    """Try to sign in from behind a proxy; the next try is counted for ten seconds."""
    page = client.get("/console/sign-in")
    cookie = page.headers["set-cookie"].partition(";")[0]
    headers = {"X-Forwarded-For": "203.0.113.7", "Cookie": cookie}
    form = {"login": login, "password": "guessed", "token": token_on(page)}
    return client.post("/console/sign-in", data=form, headers=headers).status_code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(client: httpx.Client, path: str) -> httpx.Response:
    deadline = time.monotonic() + 100
    while True:
        try:
            return client.get(path)
        except httpx.ConnectError:
            assert time.monotonic() < deadline, "never listened"
            time.sleep(0.1)
