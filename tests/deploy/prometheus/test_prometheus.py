"""The rules and the board: read by Prometheus's own tool, and each alert set off."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
PROMETHEUS = ROOT / "deploy/prometheus"
CASES = yaml.safe_load(Path(__file__).with_name("alerts.yml").read_text("utf-8"))
RULES = [
    rule
    for group in yaml.safe_load((PROMETHEUS / "alerts.yml").read_text("utf-8"))[
        "groups"
    ]
    for rule in group["rules"]
]


@pytest.fixture(scope="module")
def promtool():
    found = shutil.which("promtool")
    if found is None:
        pytest.skip("promtool is not installed (Debian: prometheus)")

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [found, *arguments], capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def case(name: str, which: str) -> dict[str, object]:
    """Write one case as promtool's unit tests are written."""
    series, fires = CASES[name][which], which == "fires"
    firing = f'count(ALERTS{{alertname="{name}",alertstate="firing"}})'
    return {
        "name": f"{name} {which}",
        "interval": "1m",
        "input_series": [{"series": s, "values": v} for s, v in series.items()],
        "promql_expr_test": [
            {
                "expr": firing,
                "eval_time": CASES[name].get("at", "2h"),
                "exp_samples": [{"labels": "{}", "value": 1}] if fires else [],
            }
        ],
    }


class TestFiles:
    def test_are_read_by_prometheus(self, promtool):
        promtool("check", "config", str(PROMETHEUS / "prometheus.yml"))

    def test_the_board_is_what_its_panels_say(self):
        from tools.dashboard import BOARD, board

        assert json.loads(BOARD.read_text("utf-8")) == board()


class TestAlerts:
    def test_each_has_a_case(self):
        assert {rule["alert"] for rule in RULES} == set(CASES)

    @pytest.mark.timeout(300)  # seconds on a machine of its own
    def test_each_is_set_off_by_what_it_watches_and_by_nothing_less(
        self, promtool, tmp_path
    ):
        tests = [case(name, which) for name in CASES for which in ("fires", "calm")]
        file = tmp_path / "test.yml"
        rules = [str(PROMETHEUS / "alerts.yml")]
        content = {"rule_files": rules, "evaluation_interval": "1m", "tests": tests}
        file.write_text(yaml.safe_dump(content), "utf-8")

        promtool("test", "rules", str(file))

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
    def test_each_is_explained(self, rule):
        told = (ROOT / "docs/observability.md").read_text("utf-8")

        assert f"### {rule['alert']}\n" in told
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
