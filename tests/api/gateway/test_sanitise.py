import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.gateway.sanitise import LONGEST, harmless, legible


class TestLegible:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("工\x00会", "工会"),
            ("\x07你好\x1b", "你好"),
            ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
            ("半个\ud83d表情", "半个表情"),
            ("\u202e反着读", "反着读"),
            ("\ufeff你好", "你好"),
            ("  前后空白\t\n", "前后空白"),
            ("列\t表", "列\t表"),
            ("👨‍👩‍👧 一家人", "👨‍👩‍👧 一家人"),
            ("<b>粗</b> & '引号'", "<b>粗</b> & '引号'"),
            ("/restart", "/restart"),
        ],
    )
    def test_drops_what_cannot_be_read_and_nothing_else(self, text, kept):
        assert legible(text) == kept

    def test_caps_the_length_in_characters(self):
        assert legible("长" * 9_600) == "长" * LONGEST
        assert legible("😀" * 2_001) == "😀" * LONGEST

    @given(st.text())
    def test_what_is_kept_can_be_stored_and_shown(self, text):
        kept = legible(text)

        kept.encode()
        assert len(kept) <= LONGEST
        assert "\x00" not in kept
        assert legible(kept) == kept


class TestHarmless:
    @pytest.mark.parametrize(
        ("text", "asked"),
        [
            ("/restart", "restart"),
            ("／restart", "restart"),
            (" / ／ //restart", "restart"),
            ("\u200b/restart", "restart"),
            ("\u00ad\u2060/\ufeff/restart", "restart"),
            ("\x00/restart", "restart"),
            ('/join_union{"phone_number":"1"}', 'join_union{"phone_number":"1"}'),
            ("⁄∕╱⧸/restart", "restart"),
            ("公司/老板都不管", "公司/老板都不管"),
            ("/", ""),
            ("\u200b\u200b", ""),
        ],
    )
    def test_begins_with_no_command(self, text, asked):
        assert harmless(text) == asked

    @given(st.text(alphabet=" /／⁄∕\u200b\u200d\x00\t\n\u202e\ufeffrestart工"))
    def test_never_begins_with_a_slash(self, text):
        asked = harmless(text)

        assert not asked.startswith(("/", "／"))
        assert asked == asked.strip()
        assert harmless(asked) == asked
