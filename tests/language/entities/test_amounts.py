import pytest

from language.entities import amounts


def found(kind, text: str) -> list[tuple[str, str, bool]]:
    return [(text[c.start : c.end], c.value, c.sure) for c in kind(text)]


class TestMoney:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            *[("八千块", "8000"), ("150元", "150"), ("四十多块钱", "40")],
            *[("¥5000", "5000"), ("两块五", "2.5"), ("12.5元", "12.5")],
            *[("7.4k", "7400"), ("1.2w", "12000")],
            *[("一万多块", "10000"), ("2万元", "20000"), ("17300元", "17300")],
        ],
    )
    def test_is_sure_of_a_sum_with_its_unit(self, text, value):
        assert found(amounts.money, text) == [(text, value, True)]

    @pytest.mark.parametrize(
        ("text", "value"),
        [("六万四", "64000"), ("8000", "8000"), ("五毛", "0.5")],
    )
    def test_only_guesses_without_one(self, text, value):
        assert found(amounts.money, text) == [(text, value, False)]

    @pytest.mark.parametrize(
        "text", ["三个人", "3天", "五号", "第二名", "7月", "9%", "万一", "50平"]
    )
    def test_other_numbers_are_no_sums(self, text):
        assert found(amounts.money, text) == []


class TestHeadcount:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            *[("八十多号人", "80"), ("二十几个工友", "20"), ("60人", "60")],
            *[("一百四十来号人", "140"), ("五十七个人", "57"), ("百几人", "100")],
        ],
    )
    def test_is_sure_of_many_people(self, text, value):
        assert found(amounts.headcount, text) == [(text, value, True)]

    @pytest.mark.parametrize("text", ["一个人", "三个", "两个人"])
    def test_only_guesses_about_few(self, text):
        assert [sure for *_, sure in found(amounts.headcount, text)] == [False]

    @pytest.mark.parametrize(
        "text", ["三个月", "两个小时", "一点五个", "3人次", "好人"]
    )
    def test_other_numbers_are_no_people(self, text):
        assert found(amounts.headcount, text) == []


class TestTemperature:
    @pytest.mark.parametrize(
        ("text", "value"),
        [("四十度", "40"), ("38度", "38"), ("38.5度c", "38.5"), ("四十多度", "40")],
    )
    def test_reads_degrees(self, text, value):
        assert found(amounts.temperature, text) == [(text, value, True)]

    @pytest.mark.parametrize(
        "text", ["三百度", "五一度", "5度", "30度电", "一百八十度"]
    )
    def test_is_of_a_workplace(self, text):
        assert found(amounts.temperature, text) == []
