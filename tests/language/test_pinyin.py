from language.pinyin import pack, readings, unpack


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


class TestPack:
    def test_loses_nothing(self):
        table = {"工": "gon", "公": "gon", "会": "hui"}

        assert unpack(pack(table)) == table
