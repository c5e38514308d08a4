from helpdesk.search.documents import Source
from helpdesk.search.excerpts import excerpt, head


def cut(text, *words, around=6):
    found = excerpt(text, words, source=Source.event, around=around)
    return found and [(part.text, part.is_hit) for part in found.parts]


class TestExcerpt:
    def test_marks_the_words_as_they_were_written(self):
        assert cut("老闆拖欠ＯＴ費", "拖欠", "ot") == [
            ("老闆", False),
            ("拖欠", True),
            ("ＯＴ", True),
            ("費", False),
        ]

    def test_shows_what_is_near_and_where_it_was_cut(self):
        text = "一" * 50 + "欠薪" + "二" * 50

        assert cut(text, "欠薪") == [
            ("…" + "一" * 6, False),
            ("欠薪", True),
            ("二" * 12 + "…", False),
        ]

    def test_is_one_line(self):
        assert cut("第一行\n\n欠薪\t了", "欠薪")[0] == ("第一行 ", False)

    def test_is_nothing_where_there_is_no_word(self):
        assert cut("你好", "欠薪") is None
        assert cut("", "欠薪") is None
        assert cut("你好") is None

    def test_stands_where_signs_that_nobody_says_were_dropped(self):
        assert cut("a😀\u200b欠😀薪", "欠薪") == [
            ("a😀\u200b", False),
            ("欠😀薪", True),
        ]


class TestHead:
    def test_begins_at_the_beginning(self):
        found = head("拖欠工资" * 30, ["工资"], source=Source.subject, length=8)

        assert "".join(part.text for part in found.parts) == "拖欠工资拖欠工资…"
        assert [part.is_hit for part in found.parts][:2] == [False, True]
