"""The stand-in as a process of its own, on a real port."""

import os
import socket
import subprocess
import sys
import time

import httpx
import pytest

ACCOUNT = {
    "GONGHUI_WECHAT_APP_ID": "wxDEMO0000000001",
    "GONGHUI_WECHAT_APP_SECRET": "s" * 32,
    "GONGHUI_WECHAT_TOKEN": "AAAAA",
    "GONGHUI_WECHAT_ENCODING_AES_KEY": "A" * 43,
}
TOKEN = {
    "grant_type": "client_credential",
    "appid": "wxDEMO0000000001",
    "secret": "s" * 32,
}


def begin(*arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "wechat.standin", *arguments],
        env=os.environ | ACCOUNT | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def server():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with begin("--port", str(port), "--callback", "http://127.0.0.1:1/wechat") as it:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                try:
                    http.get("/standin/journal")
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
            yield http
        it.terminate()
        it.communicate(timeout=10)


class TestDrop:
    def test_the_call_is_carried_out_and_the_answer_is_lost(self, server):
        server.post("/standin/faults", json={"path": "stable_token", "drop": True})

        with pytest.raises(httpx.RemoteProtocolError):
            server.post("/cgi-bin/stable_token", json=TOKEN)

        counts = server.get("/standin/journal").json()["counts"]
        assert counts == {"stable_token ok": 1}
        again = server.post("/cgi-bin/stable_token", json=TOKEN)
        assert "access_token" in again.json()


class TestStart:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"GONGHUI_WECHAT_ENCODING_AES_KEY": "short"}, "43 letters"),
            ({"GONGHUI_WECHAT_MODE": "loose"}, "plain, compatible, safe"),
        ],
    )
    def test_what_cannot_work_is_one_line(self, changes, told):
        with begin("--callback", "http://127.0.0.1:1/wechat", **changes) as it:
            output, _ = it.communicate(timeout=30)

        assert it.returncode == 2
        assert told in output
        assert output.count("\n") == 1
