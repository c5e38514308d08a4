import os
import socket
import subprocess
import sys

import httpx
import pytest

from gonghui.places import ROOT


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.timeout(300)
class TestStop:
    def test_ctrl_c_stops_every_process(self, tmp_path, start_assistant):
        assistant = start_assistant(tmp_path)
        children = [assistant.pid(name) for name in ("bot", "actions", "api", "worker")]
        assert all(alive(pid) for pid in children)

        code = assistant.stop()

        assert code == 0
        assert not any(alive(pid) for pid in children)

    def test_children_do_not_outlive_a_killed_supervisor(
        self, tmp_path, start_assistant, eventually
    ):
        assistant = start_assistant(tmp_path)
        children = [assistant.pid(name) for name in ("bot", "actions", "api", "worker")]

        assistant.process.kill()

        eventually(lambda: not any(alive(pid) for pid in children), seconds=20)


class TestRefusal:
    def serve(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "gonghui", "serve", *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def test_names_a_taken_port(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]

            done = self.serve("--demo", "--port", str(port))

        assert done.returncode == 2
        assert f"port {port} is taken" in done.stderr
        assert "Traceback" not in done.stderr

    def test_says_what_to_do_without_a_model(self, tmp_path):
        done = self.serve("--demo", "--port", "0", GONGHUI_DATA_DIR=str(tmp_path))

        assert done.returncode == 2
        assert "gonghui train" in done.stderr

    def test_demo_is_refused_beside_a_production_database(self):
        done = self.serve(
            "--demo", GONGHUI_DATABASE_URL="postgresql+asyncpg://localhost/gonghui"
        )

        assert done.returncode == 2
        assert "Traceback" not in done.stderr

    def test_no_such_port(self):
        assert self.serve("--port", "70000").returncode == 2


class TestHealth:
    def test_ready_means_that_a_message_was_answered(self, assistant):
        assert httpx.get(f"{assistant.url}readyz", trust_env=False).status_code == 200
