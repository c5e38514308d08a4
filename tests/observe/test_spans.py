import subprocess
import sys

import pytest

from observe import spans, trace
from tests.observe.collector import collecting, tree

ID, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def collector(monkeypatch):
    with collecting() as found:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.url)
        yield found


@pytest.fixture
def recording(collector):
    """Spans are recorded; `recording()` ends that and returns what arrived."""
    assert spans.start("api")

    def ended():
        spans.stop()
        return collector.spans

    yield ended
    spans.stop()


class TestSpan:
    def test_one_inside_another_is_below_it(self, recording):
        with (
            trace.under(trace.begin()) as begun,
            spans.span("turn"),
            spans.span("bot", spans.Kind.asks, intent="greet"),
        ):
            pass

        found = recording()
        assert tree(found) == {
            "": {"gonghui-api turn"},
            "gonghui-api turn": {"gonghui-api bot"},
        }
        assert {span.trace for span in found} == {begun.id}

    def test_goes_on_under_the_callers(self, recording):
        with trace.under(trace.begin(f"00-{ID}-{SPAN}-01")), spans.span("turn"):
            handed_on = trace.headers()["traceparent"]

        (found,) = recording()
        assert (found.trace, found.parent) == (ID, SPAN)
        assert handed_on == f"00-{ID}-{found.id}-01"

    def test_is_the_first_where_the_caller_keeps_none(self, recording):
        with trace.under(trace.begin(f"00-{ID}-{SPAN}-00")), spans.span("turn"):
            pass

        (found,) = recording()
        assert (found.trace, found.parent) == (ID, "")

    def test_begins_a_trace_where_none_is_under_way(self, recording):
        with spans.span("job"):
            assert trace.current() is not None

        assert len(recording()) == 1
        assert trace.current() is None

    def test_tells_of_an_error_the_class_alone(self, recording):
        with pytest.raises(ValueError, match="工资"), spans.span("turn"):
            raise ValueError("我的工资")

        (found,) = recording()
        assert found.error == "ValueError"
        assert "工资" not in str(found)

    def test_a_part_of_all_traces_is_the_same_in_every_process(
        self, collector, monkeypatch
    ):
        monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
        monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.5")
        kept = []
        for process in ("api", "bot"):
            spans.start(process)
            for number in range(1, 60):
                one = trace.Trace(f"{number << 59:032x}")
                with trace.under(one), spans.span(process):
                    pass
            spans.stop()
            kept.append({s.trace for s in collector.spans if s.name == process})

        assert kept[0] == kept[1]
        assert 0 < len(kept[0]) < 59


class TestOff:
    def test_nothing_is_made(self, monkeypatch):
        for name in spans.ENDPOINTS:
            monkeypatch.delenv(name, raising=False)

        assert not spans.start("api")
        with spans.span("turn") as made:
            assert made is None
        assert not spans.recording()

    def test_nothing_is_imported(self):
        look = "import sys; from observe import process; print(*sys.modules)"
        said = subprocess.run(
            [sys.executable, "-c", look], capture_output=True, text=True, check=True
        )

        assert "opentelemetry" not in said.stdout
