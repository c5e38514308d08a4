"""Texts arrive whole, in order, and in one piece where they must."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wechat.text import LIMIT, cdata, clean, harmless, split, tap_link

STORY = (
    "老板三个月没发工资，电话也不接！我们工地上有12个人，"
    "一共欠了86,400.50元。怎么办？\n"
)
FAMILY = "👨‍👩‍👧‍👦"

texts = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            [STORY, FAMILY, "👍🏽", "🇨🇳", "1️⃣", "é", "]]>", "\x07", "\ud83d", "\r\n"]
        ),
    ),
    max_size=150,
).map("".join)


class TestClean:
    def test_keeps_lines_and_tabs(self):
        assert clean("一\r\n二\r三\t四\n") == "一\n二\n三\t四\n"

    @pytest.mark.parametrize(
        "unwritable", ["\x00", "\x07", "\x0b", "\x1f", "\ud83d", "\uffff"]
    )
    def test_drops_what_xml_can_not_carry(self, unwritable):
        assert clean(f"工{unwritable}资") == "工资"

    @given(text=texts)
    def test_what_is_left_parses(self, text):
        parsed = ET.fromstring(f"<a>{cdata(clean(text))}</a>").text or ""  # noqa: S314

        assert parsed == clean(text)


class TestCdata:
    @pytest.mark.parametrize("text", ["]]>", "]]]]>>", "]]", ">", "<![CDATA[x]]>", ""])
    def test_the_end_of_a_wrapping_does_not_end_it(self, text):
        assert (ET.fromstring(f"<a>{cdata(text)}</a>").text or "") == text  # noqa: S314


class TestHarmless:
    @pytest.mark.parametrize(
        "text", ["<a href='x'>", "< A href=x>", "<a\nhref=x>", "</a>", "<<a href=x>"]
    )
    def test_no_tag_is_left(self, text):
        assert not re.search(r"<\s*/?\s*a", harmless(text), re.IGNORECASE)

    @pytest.mark.parametrize("text", ["3>2 & 工资", "2<3", "<b>", "<abc>", "]]><x>"])
    def test_other_words_stay(self, text):
        assert harmless(text) == text


class TestTapLink:
    def test_says_its_words(self):
        link = tap_link("转人工", "我要人工")

        assert ">转人工</a>" in link
        assert "msgmenucontent=我要人工&" in link

    @pytest.mark.parametrize(
        "evil", ['"><a href="https://x.example', "a&msgmenuid=9", "%0"]
    )
    def test_nothing_leaves_its_place(self, evil):
        link = tap_link(evil, evil)

        assert re.fullmatch(r'<a href="[^"<>#%\s]*">[^<]*</a>', link)
        assert link.count("&") == 1 + evil.count("&")  # one more only in the title

    def test_stays_whole_in_a_long_text(self):
        link = tap_link("满意", "满意")

        parts = split("好" * 590 + link + "好" * 20)

        assert [part for part in parts if link in part]


class TestSplit:
    @given(text=texts)
    def test_nothing_is_lost_or_moved(self, text):
        parts = split(text)

        assert "".join("".join(parts).split()) == "".join(clean(text).split())
        assert all(0 < len(part.encode()) <= LIMIT for part in parts)
        assert all(part.strip() for part in parts)

    @given(text=texts, limit=st.integers(4, 90))
    def test_holds_every_limit(self, text, limit):
        parts = split(text, limit=limit)

        assert "".join("".join(parts).split()) == "".join(clean(text).split())
        assert all(len(part.encode()) <= limit for part in parts)

    def test_a_long_story_is_exactly_whole(self):
        story = STORY * 70  # 3,000 characters

        parts = split(story)

        assert "".join(parts) == story
        assert len(parts) <= 7
        assert all(part.endswith("\n") for part in parts)

    def test_a_short_text_stays_one(self):
        assert split("您好。请说。") == ["您好。请说。"]

    @pytest.mark.parametrize("text", ["", " \n\t", "\x00\x07"])
    def test_nothing_to_say_is_no_message(self, text):
        assert split(text) == []

    def test_cuts_after_a_closing_quote(self):
        assert split("他说：“不发！”我走了。", limit=27) == [
            "他说：“不发！”",
            "我走了。",
        ]

    def test_cuts_at_a_comma_where_no_sentence_ends(self):
        assert split("第一，第二第三第四", limit=15) == ["第一，", "第二第三第", "四"]

    @pytest.mark.parametrize(
        "whole",
        [
            *(FAMILY, "👍🏽", "🇨🇳", "1️⃣", "❤️", "é", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
            *("0755-12345678", "86,400.50", "2026-11-23", "12351", "138 0013 8000"),
            "https://example.org/benefits?id=7",
            '<a href="weixin://bizmsgmenu?msgmenucontent=满意&msgmenuid=1">满意</a>',
        ],
    )
    @pytest.mark.parametrize("before", range(30))
    def test_never_cuts_inside(self, whole, before):
        text = "好" * before + whole + "好" * 30

        parts = split(text, limit=90)

        assert [part for part in parts if whole in part]

    def test_what_is_longer_than_a_message_is_cut_all_the_same(self):
        address = "https://example.org/" + "x" * 4000

        parts = split(address)

        assert "".join(parts) == address

    def test_a_long_text_takes_no_time(self):
        assert "".join(split("好" * 100_000)) == "好" * 100_000
