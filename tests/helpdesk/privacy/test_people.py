"""Names in free text: how many are caught, and what is taken for one."""

import re
from pathlib import Path

import pytest

from helpdesk.privacy import named
from helpdesk.seed.people import people

INTRODUCED = (
    "我叫{}，厂里欠薪",
    "我的名字叫{}电话13800138000",
    "我找过{}先生",
    "联系人：{}，上午打",
    "同事叫{}，也没发",
    "{}女士在场",
    "老板名叫{}，跑了",
    "请找{}师傅核实一下",
)
SAID = Path("nlu_data")
MARKED = re.compile(r"\[([^\]]*)\][({][^)}]*[)}]")


def sentences() -> list[str]:
    """What workers write, of the data that teach and test the model."""
    lines = [
        line.strip().removeprefix("- ")
        for file in sorted(SAID.glob("[eh]*/*/*.yml"))
        for line in file.read_text("utf-8").splitlines()
        if line.strip().startswith("- ") and "{text:" not in line
    ]
    assert len(lines) > 10_000
    return lines


class TestNamed:
    @pytest.mark.parametrize("shape", INTRODUCED)
    def test_catches_who_is_introduced(self, shape):
        names = [person.name for person in people(400)]

        caught = [name for name in names if name in named(shape.format(name))]

        assert len(caught) >= 0.98 * len(names)

    def test_takes_hardly_a_word_for_a_name(self):
        wrong = [
            (name, line)
            for line in sentences()
            for name in named(MARKED.sub(r"\1", line))
            if not re.search(rf"{name}[^\]]*\]\(person_name", line)
        ]

        assert len(wrong) <= 10, wrong

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "王先生来过",
            "车间主任说安排律师",
            "我叫了一辆车",
            "我叫车来",
            "谢谢老师",
            "高温津贴谁发",
            "我叫" * 5000,
            "王" * 20000,
        ],
    )
    def test_finds_nobody(self, text):
        assert list(named(text)) == []

    def test_of_several_each(self):
        said = "我叫王建国，和欧阳明先生一起，陈秀英女士作证"

        assert list(named(said)) == ["王建国", "欧阳明", "陈秀英"]
