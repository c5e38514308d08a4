"""Five seconds of what benchmarks/wechat/fuzz.py does for a minute."""

from benchmarks.wechat.fuzz import fuzz


class TestFuzz:
    def test_nothing_escapes(self, tmp_path):
        finding = fuzz(seconds=5, folder=tmp_path)

        assert finding.faults == {}
        assert {depth for depth, _ in finding.statuses} >= {"message", "query", "body"}
        assert finding.requests >= 100
