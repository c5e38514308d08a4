import subprocess
import sys

from gonghui.places import ROOT
from gonghui.processes import free_port
from tests.deploy.gateway import Upstream, answer


def asked(address: str, *seconds: str) -> int:
    script = ROOT / "deploy" / "alive.py"
    return subprocess.run([sys.executable, script, address, *seconds]).returncode


class TestAlive:
    def test_is_content_with_a_good_answer_alone(self):
        def told(request):
            answer(request, status=200 if request.path == "/well" else 503)

        with Upstream(told).running() as process:
            address = f"http://127.0.0.1:{process.port}"

            assert asked(f"{address}/well") == 0
            assert asked(f"{address}/ill") == 1

    def test_says_at_once_that_nobody_is_there(self):
        assert asked(f"http://127.0.0.1:{free_port()}/") == 1

    def test_waits_for_who_is_starting(self):
        process = Upstream(lambda request: answer(request, status=next(codes)))
        codes = iter([503, 503, 200])

        with process.running():
            assert asked(f"http://127.0.0.1:{process.port}/", "30") == 0
        assert len(process.asked) == 3
