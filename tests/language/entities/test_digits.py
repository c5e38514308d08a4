import pytest

from language.entities.digits import find


def found(text: str) -> list[tuple[str, str, str]]:
    return [(c.entity, text[c.start : c.end], c.value) for c in find(text)]


class TestFind:
    @pytest.mark.parametrize(
        ("text", "entity", "value"),
        [
            ("我的号码13800138000", "phone_number", "13800138000"),
            ("138 0013 8000", "phone_number", "13800138000"),
            ("138-0013-8000", "phone_number", "13800138000"),
            ("幺三八零零幺三八零零零", "phone_number", "13800138000"),
            ("一三八 零零一三 八零零零", "phone_number", "13800138000"),
            ("座机 零七五五 八三三四零幺四八", "phone_number", "075583340148"),
            ("0755-83340148", "phone_number", "075583340148"),
            ("打26411958就行", "phone_number", "26411958"),
            ("身份证11010519491231002x", "id_number", "11010519491231002X"),
            ("幺幺零幺零五幺九四九幺二三幺零零二x", "id_number", "11010519491231002X"),
            ("单号260715000428", "ticket_number", "260715000428"),
            ("260715 000 428", "ticket_number", "260715000428"),
            ("二六零七幺五 零零零 四二八", "ticket_number", "260715000428"),
            ("工单号gd2026070811", "ticket_number", "GD2026070811"),
            ("会员号1234567890", "member_number", "1234567890"),
            ("7992739875", "member_number", "7992739875"),
        ],
    )
    def test_names_a_number_by_its_form(self, text, entity, value):
        [(name, _, number)] = found(text)

        assert (name, number) == (entity, value)

    @pytest.mark.parametrize(
        "text",
        [
            "欠了120000",
            "110105194912310021",
            "2026年7月15号",
            "12351和12333",
            "23800138000",
            "幺幺零",
            "订单88888888888",
        ],
    )
    def test_leaves_other_numbers_alone(self, text):
        assert found(text) == []

    def test_tells_two_numbers_apart(self):
        told = found("电话13800138000 11010519491231002x")

        assert [name for name, _, _ in told] == ["phone_number", "id_number"]

    def test_does_not_take_in_the_word_before(self):
        assert found("电话 13800138000，")[0][1] == "13800138000"
