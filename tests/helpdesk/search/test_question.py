import pytest

from helpdesk.search import question
from helpdesk.search.question import Number


class TestWords:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ("拖欠工资", ("拖欠", "工资")),
            ("我要退会", ("退会",)),
            ("宝安西乡欠薪", ("宝安", "西乡", "欠薪")),
            ("鑫盛达塑胶厂", ("鑫盛达", "塑胶")),
            ("ＯＴ費", ("ot",)),
            ("社保社保", ("社保",)),
            ("怎么办", ("怎么办",)),
            ("王", ()),
            ("", ()),
        ],
    )
    def test_are_cut_as_people_mean_them(self, said, words):
        assert question(said).words == words

    @pytest.mark.parametrize(
        "odd",
        [
            "\x00\x1b[31m\u202e",
            "😀😀",
            "%_%",
            '" OR 1=1 -- AND NEAR(*) ^:{}',
            "'; DROP TABLE tickets; --",
            "<script>alert(1)</script>",
            "\ud800",
            "（（（",
        ],
    )
    def test_are_all_that_odd_signs_are_read_for(self, odd):
        read = question(odd)

        assert all(word.isalnum() for word in read.words)

    def test_of_a_very_long_question_are_few(self):
        read = question("拖欠工资三个月没有人管，" * 1000)

        assert len(read.words) <= 8
        assert len(read.text) <= 200
        assert read.is_cut


class TestNumber:
    @pytest.mark.parametrize(
        "said",
        [
            "260715000428",
            "260715 000 428",
            "２６０７１５－０００－４２８",
            "260-715-000-428",
            "二六零七一五，零零零，四二八",
            "二六〇七幺五000四二八",
        ],
    )
    def test_of_a_ticket_is_read_in_any_grouping(self, said):
        assert question(said).number == Number(ticket="260715000428")

    def test_that_is_mistyped_is_noticed(self):
        assert question("260715000429").number == Number(is_mistyped=True)

    @pytest.mark.parametrize(
        "said", ["13800138000", "+86 138-0013-8000", "幺三八零零幺三八零零零"]
    )
    def test_of_a_phone_is_read(self, said):
        assert question(said).number == Number(phone="13800138000")

    def test_of_an_identity_card_is_read(self):
        number = question("440300 19900307 000x").number

        assert number == Number(id_number="44030019900307000X")

    def test_of_a_member_is_read(self):
        assert question("1000 0000 09").number == Number(member="1000000009")

    @pytest.mark.parametrize("said", ["12351", "拖欠3000元", "1.5", "0" * 60])
    def test_is_not_seen_where_there_is_none(self, said):
        assert question(said).number == Number()


class TestName:
    def test_is_what_may_be_one(self):
        assert question("欧阳 小明").name == "欧阳小明"
        assert question("王").name is None
        assert question("abc").name is None
