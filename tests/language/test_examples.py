import pytest

from language import Annotation, DataError
from language.examples import read_file, unmark


class TestUnmark:
    def test_counts_places_without_the_marks(self):
        text, marked = unmark("我在[宝安](district)做[木工](occupation)")

        assert text == "我在宝安做木工"
        assert marked == (
            Annotation("district", 2, 4),
            Annotation("occupation", 5, 7),
        )

    @pytest.mark.parametrize("line", ["没有标记", "【重要】(急)", "[半个", "a](b)"])
    def test_leaves_other_brackets_alone(self, line):
        assert unmark(line) == (line, ())


class TestReadFile:
    def test_gives_channel_and_intent_of_each_line(self, tmp_path):
        path = tmp_path / "greet.yml"
        path.write_text(
            "nlu:\n- intent: greet\n  metadata: {channel: asr}\n"
            "  examples: |\n    - 喂\n    - 你好 - 在吗\n- intent: thank\n"
            "  examples: |\n    - 谢谢\n",
            "utf-8",
        )

        told = [taught.example for taught in read_file(path)]

        assert [(e.text, e.intent, e.channel) for e in told] == [
            ("喂", "greet", "asr"),
            ("你好 - 在吗", "greet", "asr"),
            ("谢谢", "thank", "chat"),
        ]

    @pytest.mark.parametrize(
        "content",
        [
            "nlu:\n- examples: |\n    - 喂\n",
            "nlu:\n- intent: greet\n",
            "nlu:\n- intent: greet\n  examples: [喂]\n",
            "- 喂",
            "nlu: [",
        ],
    )
    def test_names_a_file_of_another_shape(self, tmp_path, content):
        path = tmp_path / "greet.yml"
        path.write_text(content, "utf-8")

        with pytest.raises(DataError, match=r"greet\.yml"):
            list(read_file(path))

    def test_names_a_file_of_another_encoding(self, tmp_path):
        path = tmp_path / "greet.yml"
        path.write_bytes("nlu: 你好".encode("gb18030"))

        with pytest.raises(DataError, match=r"greet\.yml"):
            list(read_file(path))
