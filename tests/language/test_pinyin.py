import pytest

from language.pinyin import LAST, SOUNDS, pack, readings, sounds, unpack


class TestReadings:
    def test_folds_what_ears_confuse(self):
        table = readings()

        assert table["工"] == table["公"]
        assert table["四"] == table["是"]
        assert table["宁"] == table["林"]
        assert table["南"] == table["兰"]
        assert table["工"] != table["会"]

    def test_are_letters_alone(self):
        assert all(reading.isascii() for reading in readings().values())


class TestSounds:
    def test_are_one_number_for_all_that_sound_alike(self):
        heard = sounds({"工": "gon", "公": "gon", "会": "hui"})

        assert heard[ord("工")] == heard[ord("公")] >= SOUNDS
        assert heard[ord("工")] != heard[ord("会")]

    @pytest.mark.parametrize("sign", ["a", "0", ",", "好", LAST])
    def test_other_signs_stand_for_themselves(self, sign):
        assert sounds({"工": "gon"})[ord(sign)] == ord(sign)


class TestPack:
    def test_loses_nothing(self):
        table = {"工": "gon", "公": "gon", "会": "hui"}

        assert unpack(pack(table)) == table
