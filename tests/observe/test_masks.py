import pytest

from observe.masks import HIDDEN, masked


class TestMasked:
    @pytest.mark.parametrize(
        "secret",
        [
            "13800138000",
            "138 0013 8000",
            "138-0013-8000",
            "+86 13800138000",
            "１３８００１３８０００",
            "44030019900307000X",
            "440300199003070004",
            "0755 12345678",
            "6222021234567890123",
            "6222 0212 3456 7890",
            "o6_bmjrPTlm6_2sgVt7hMZOPfL2M",
            "wang@example.com",
            "1380013800013900139000",
        ],
    )
    @pytest.mark.parametrize("line", ["电话{}号", "a call of {} failed", "({})", "{}"])
    def test_hides_what_tells_who_somebody_is(self, secret, line):
        told = masked(line.format(secret))

        assert secret.strip("+86 ") not in told
        assert HIDDEN in told

    @pytest.mark.parametrize(
        ("text", "secret"),
        [
            ("postgresql://gonghui:hunter@2@db/x", "hunter"),
            ("redis://:hunter2@redis:6379", "hunter2"),
            ("Authorization: Bearer abc.def", "abc.def"),
            ("authorization: basic YWJj", "YWJj"),
            ("GET /token?access_token=12_ab&x=1", "12_ab"),
            ("password=hunter2", "hunter2"),
            ('{"url": "?secret=hunter2"}', "hunter2"),
        ],
    )
    def test_hides_keys(self, text, secret):
        assert secret not in masked(text)

    def test_hides_a_number_within_a_long_name(self):
        assert "13800138000" not in masked("a_very_long_file_name_of_13800138000")

    @pytest.mark.parametrize(
        "text",
        [
            "POST /chat/conversations/{key}/news 200 12 ms",
            "261123000424 opened",
            "in groups 261123 000 424",
            "under 0af7651916cd43dd8448eb211c80319c",
            "under 12821b98b3ec1ed75e0d4a634f3d1f35",
            "at take_up_what_waits_for_answers (/srv/gonghui/api/gateway/turn.py:118)",
            "2026-11-23 14:11:49 on 127.0.0.1:55321",
            "1024 rows of 4096 in 12.25 s",
        ],
    )
    def test_leaves_what_operators_need(self, text):
        assert masked(text) == text

    def test_is_quick_with_a_long_line(self):
        """It looks at every character a bounded number of times."""
        line = "a-b." * 50_000 + "1 " * 50_000

        assert masked(line).startswith("a-b.")
