"""Values as officers read them."""

import pytest

from helpdesk.transcripts.analysis.written import written


class TestWritten:
    @pytest.mark.parametrize(
        ("entity", "value", "told"),
        [
            ("duration", "P3M", "3个月"),
            ("duration", "P1Y6M", "1年6个月"),
            ("duration", "PT24H", "24小时"),
            ("duration", "P1DT12H", "1天12小时"),
            ("duration", "PT30M", "30分钟"),
            ("date", "2026-03", "2026年3月"),
            ("date", "2026-03-05", "2026年3月5日"),
            ("money", "32600", "32600元"),
            ("money", "2.5", "2.5元"),
            ("headcount", "4", "4人"),
            ("place", "沙井", "沙井"),
        ],
    )
    def test_is_plain_chinese(self, entity, value, told):
        assert written(entity, value) == told

    @pytest.mark.parametrize("entity", ["duration", "date", "money", "headcount"])
    def test_what_could_not_be_reckoned_stays(self, entity):
        assert written(entity, "好几个") == "好几个"
