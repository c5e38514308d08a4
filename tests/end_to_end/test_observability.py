"""What operators see of one message, in the log, in figures and in spans."""

import json
import re
import subprocess
import sys

import httpx
import pytest
import yaml

from gonghui.places import ROOT
from gonghui.processes import free_port, is_free
from tests.observe.collector import collecting, tree

ID = "0af7651916cd43dd8448eb211c80319c"
GIVEN = {"traceparent": f"00-{ID}-b7ad6b7169203331-00"}
WORDS = "我不想活了，王小明 13800138000"
PROCESSES = {"gonghui-api", "gonghui-bot", "gonghui-actions"}
NAME = re.compile(r"\b(?:gonghui|process)_\w+")


def three_ports() -> int:
    while True:
        first = free_port()
        if all(is_free("127.0.0.1", first + n) for n in range(3)):
            return first


class Looked:
    """One turn of a whole assistant, and what was seen of it."""

    def __init__(self, assistant, port, collector):
        self.assistant = assistant
        self.collector = collector
        with httpx.Client(trust_env=False, timeout=30) as client:
            self.answer = client.post(
                f"{assistant.url}chat/messages", json={"text": WORDS}, headers=GIVEN
            )
            urls = [f"http://127.0.0.1:{port + n}/metrics" for n in range(3)]
            urls.append(f"{assistant.url}metrics")
            self.figures = "".join(client.get(url).text for url in urls)
        assistant.stop()  # the last spans are sent at the end
        self.lines = [json.loads(one) for one in assistant.log if one.startswith("{")]

    @property
    def spans(self):
        return self.collector.of(ID)


@pytest.fixture(scope="module")
def looked(tmp_path_factory, assistant_with):
    data, port = tmp_path_factory.mktemp("observed"), three_ports()
    with collecting() as collector:
        assistant = assistant_with(
            data,
            GONGHUI_LOG_FORMAT="json",
            GONGHUI_METRICS_PORT=str(port),
            OTEL_EXPORTER_OTLP_ENDPOINT=collector.url,
        )
        try:
            yield Looked(assistant, port, collector)
        finally:
            assistant.stop()


@pytest.mark.timeout(400)  # the one start of this module is of all processes
class TestOneMessage:
    def test_is_one_tree_of_spans_through_every_process(self, looked):
        below = tree(looked.spans)

        assert looked.answer.status_code == 200
        assert below[""] == {"gonghui-api POST /chat/messages"}
        assert "elsewhere" not in below
        assert below["gonghui-api bot"] == {"gonghui-bot POST messages"}
        inside = below["gonghui-bot POST messages"]
        assert {"gonghui-bot understand", "gonghui-bot action"} <= inside
        done = below["gonghui-bot action"]
        assert all(name.startswith("gonghui-actions action_") for name in done)
        statements = {name for one in done for name in below.get(one, ())}
        assert "gonghui-actions INSERT tickets" in statements
        assert {span.process for span in looked.spans} == PROCESSES

    def test_has_one_id_in_the_log_of_every_process(self, looked):
        about = [line for line in looked.lines if line.get("trace") == ID]

        assert {line["process"] for line in about} == {"api", "bot", "actions"}

    def test_is_found_by_its_ticket(self, looked):
        about = [line for line in looked.lines if line.get("trace") == ID]
        number = next(line["ticket"] for line in about if "ticket" in line)

        told = subprocess.run(
            [sys.executable, "-m", "gonghui", "trace", number],
            input="\n".join(looked.assistant.log),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )

        assert told.returncode == 0, told.stderr
        for process in ("api", "bot", "actions"):
            assert f"  {process} " in told.stdout

    def test_leaves_nothing_of_who_wrote_or_what(self, looked):
        seen = "\n".join([*looked.assistant.log, looked.figures, str(looked.spans)])

        for secret in (
            "13800138000",
            "王小明",
            "不想活",
            looked.answer.json()["conversation"],
        ):
            assert secret not in seen


@pytest.mark.timeout(400)
class TestFigures:
    def test_every_one_that_alerts_and_board_name_is_given(self, looked):
        rules = (ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8")
        groups = yaml.safe_load(rules)["groups"]
        named = " ".join(rule["expr"] for group in groups for rule in group["rules"])
        named += (ROOT / "deploy/grafana/dashboard.json").read_text("utf-8")
        given = set()
        for name, kind in re.findall(r"^# TYPE (\w+) (\w+)$", looked.figures, re.M):
            endings = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
            given |= {name + ending for ending in endings}

        assert set(NAME.findall(named)) - given == set()
