import pytest

from gonghui.intake.masking import STAR, Mask
from helpdesk.transcripts.analysis import Analysis, Named, Routed

MASK = Mask(())


class TestMask:
    @pytest.mark.parametrize(
        "text",
        [
            "我电话13800130000",
            "我电话幺三八零零幺三四五六七",
            "幺三八，零零幺三，呃，四五六七",
            "尾号四五六七",
            "身份证 4403 0019 9001 0100 08",
            "１３８００１３００００",
            "工单二六零七幺五 零零零四二七",
        ],
    )
    def test_numbers_of_people_are_hidden_however_they_are_said(self, text):
        masked = MASK(text)

        assert not any(char.isdigit() for char in masked)
        assert not set(masked) & set("幺三四五六七八")
        assert len(masked) == len(text)

    @pytest.mark.parametrize(
        "text",
        [
            "欠了12000元",
            "欠我两万三千六",
            "2026年7月开始的",
            "一共三个月",
            "我打12351没人接",
            "打幺二三四五",
            "十五个工作日",
        ],
    )
    def test_what_is_asked_about_stays(self, text):
        assert MASK(text) == text

    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("我叫卢振邦", "我叫＊＊＊"),
            ("卢先生您好", "＊先生您好"),
        ],
    )
    def test_names_that_no_model_knew(self, text, masked):
        assert MASK(text) == masked

    def test_a_name_that_the_caller_told_is_hidden_where_the_seat_says_it(self):
        named = (Named("person_name", "卢振邦", "卢振邦", 2, 5),)
        analysis = Analysis(routed=(Routed(1, "provide_info", 1.0, named),))

        assert Mask.of(analysis)("卢振邦您好") == f"{STAR * 3}您好"

    def test_an_employer_is_nobody(self):
        named = (Named("employer", "龙华富士康", "龙华富士康", 0, 5),)
        analysis = Analysis(routed=(Routed(1, "provide_info", 1.0, named),))

        assert Mask.of(analysis)("在龙华富士康") == "在龙华富士康"
