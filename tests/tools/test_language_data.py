"""The gates on toy data: each rule finds its fault, and finds nothing in sound data."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.language_data import LanguageData, findings, rules
from tools.language_data.nearness import NEAR, NearIndex, likeness, pairs_of

ROOT = Path(__file__).parents[2]
CATALOGUE = """
membership:
  join_union: {kind: task, boundary: 入会, example: 我在龙华上班想要加入工会}
talk:
  greet: {kind: dialogue, boundary: 打招呼, example: 你好}
"""


def block(intent: str, channel: str, lines: list[str]) -> str:
    examples = "\n".join(f"    - {line}" for line in lines)
    head = f"- intent: {intent}\n  metadata: {{channel: {channel}}}"
    return f"{head}\n  examples: |\n{examples}\n"


def write(path: Path, intent: str, chat: list[str], asr: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    blocks = block(intent, "chat", chat) + block(intent, "asr", asr)
    path.write_text(f'version: "3.1"\nnlu:\n{blocks}', "utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Sound data of two intents, with gates for so few."""
    monkeypatch.setattr(rules, "FEWEST_TAUGHT", 3)
    monkeypatch.setattr(rules, "FEWEST_HELD_OUT", 1)
    (tmp_path / "intents.yml").write_text(CATALOGUE, "utf-8")
    (tmp_path / "entities.yml").write_text("district: {value: x}\n", "utf-8")
    examples, held_out = tmp_path / "examples", tmp_path / "heldout"
    write(
        examples / "membership/join_union.yml",
        "join_union",
        ["怎样入会", "送外卖的能不能成为会员", "[宝安](district)哪里办入会手续"],
        ["呃那个我想入公会"],
    )
    write(examples / "talk/greet.yml", "greet", ["您好呀", "在吗"], ["喂喂"])
    write(
        held_out / "membership/join_union.yml",
        "join_union",
        ["没有单位怎么参加工会组织"],
        ["入会 找谁"],
    )
    write(held_out / "talk/greet.yml", "greet", ["早上好"], ["喂有人吗"])
    return tmp_path


def add(folder: Path, file: str, line: str, channel: str = "chat") -> None:
    path = folder / file
    text = block(path.stem, channel, [line])
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def found(folder: Path) -> list[str]:
    return list(findings(LanguageData.load(folder)))


JOIN = "examples/membership/join_union.yml"
GREET = "examples/talk/greet.yml"


class TestFindings:
    def test_sound_data_has_none(self, folder):
        assert found(folder) == []

    @pytest.mark.parametrize(
        ("file", "line", "finding"),
        [
            (JOIN, "怎样入会", "is also in"),
            (JOIN, "怎样 入會？", "is also in"),
            (GREET, "怎样入会", "is also in examples/membership/join_union.yml"),
            (JOIN, "送外卖的能不能成为会员呀", "write another situation"),
            (GREET, "没有单位怎么参加工会组织", "is taught in"),
            (GREET, "没有单位怎么参加工会组织呢", "is taught in"),
            (JOIN, "我在龙华上班，想要加入工会", "the catalogue's own"),
            (JOIN, "[福永](town)能办入会吗", "marks town"),
            (JOIN, "[福永(place)也能办吗", "has a broken mark"),
            (JOIN, "你好,我要入会登记", "half-width punctuation"),
            (JOIN, "电话13912345678帮我入会", "has a phone number"),
            (JOIN, "打幺三九一二三四五六七八找我", "has a phone number"),
            (JOIN, "身份证440300199003071234", "has an ID number"),
        ],
    )
    def test_names_each_fault(self, folder, file, line, finding):
        add(folder, file, line)

        assert [text for text in found(folder) if finding in text]

    @pytest.mark.parametrize(
        "line",
        [
            "电话13800138000帮我办",
            "身份证440300192003071234",
            "工单260715000427什么时候好",
        ],
    )
    def test_lets_invented_numbers_pass(self, folder, line):
        add(folder, JOIN, line)

        assert found(folder) == []

    def test_wants_more_of_what_is_too_few(self, folder, monkeypatch):
        monkeypatch.setattr(rules, "FEWEST_TAUGHT", 5)

        assert "examples/talk/greet.yml: 3 sentences; write 2 more" in found(folder)

    def test_wants_spoken_examples(self, folder):
        for number in "一二三四五六七八":
            add(folder, JOIN, f"第{number}个工友{number * 4}也要入会")

        assert any("only 1 spoken" in text for text in found(folder))

    def test_finds_a_file_in_the_wrong_place(self, folder):
        (folder / GREET).rename(folder / "examples/membership/greet.yml")

        assert any("move it to talk/greet.yml" in text for text in found(folder))

    def test_finds_an_intent_that_is_not_in_the_catalogue(self, folder):
        write(folder / "examples/talk/sing.yml", "sing", ["唱首歌"], ["唱歌"])

        assert any("sing is no intent" in text for text in found(folder))

    def test_finds_a_word_listed_twice(self, folder):
        (folder / "lookups").mkdir()
        (folder / "lookups/street.txt").write_text("福永\n福永\n", "utf-8")

        assert any("'福永', 2 times" in text for text in found(folder))


class TestUnusedList:
    @pytest.mark.parametrize("name", ["district.txt", "district_towns.txt"])
    def test_a_list_helps_the_entity_it_is_named_for(self, folder, name):
        (folder / "lookups").mkdir(exist_ok=True)
        (folder / "lookups" / name).write_text("宝安\n", "utf-8")

        assert not any("helps no entity" in text for text in found(folder))

    def test_names_a_list_that_helps_nobody(self, folder):
        (folder / "lookups").mkdir(exist_ok=True)
        (folder / "lookups/towns.txt").write_text("鹅埠\n", "utf-8")

        assert any("towns.txt: helps no entity" in text for text in found(folder))


class TestNearIndex:
    def test_finds_what_comparing_each_with_each_finds(self):
        data = LanguageData.load(ROOT / "nlu_data")
        texts = sorted(data.keys)[:400]
        texts += [text[:-1] for text in texts if len(text) > 12]
        index = NearIndex(texts)

        fast = {
            (place, other)
            for place, text in enumerate(texts)
            for other, _ in index.near(text)
        }

        slow = {
            (place, other)
            for place, text in enumerate(texts)
            for other, candidate in enumerate(texts)
            if len(text) >= 6 and likeness(pairs_of(text), pairs_of(candidate)) >= NEAR
        }
        assert fast == slow
        assert len(fast) > len(texts)


class TestUnreadableIdea:
    @pytest.mark.parametrize(
        "phrase", ["欠薪", "工资…没发", "老板…工资…没", "冇出糧", "N+1"]
    )
    def test_a_phrase_has_words_and_two_gaps_at_most(self, folder, phrase):
        self.write(folder, f"not_paid:\n- {phrase}\n")

        assert list(findings(LanguageData.load(folder))) == []

    @pytest.mark.parametrize(
        ("text", "finding"),
        [
            ("not_paid:\n- 欠薪\n- 欠薪\n", "'欠薪' 2 times"),
            ("not_paid:\n- …没发\n", "never found"),
            ("not_paid:\n- 一…二…三…四\n", "never found"),
            ("not_paid:\n- 😀\n", "never found"),
            ("no:\n- 不要\n", "read as bool"),
        ],
    )
    def test_tells_what_is_never_found(self, folder, text, finding):
        self.write(folder, text)

        [found] = findings(LanguageData.load(folder))

        assert finding in found

    def write(self, folder: Path, text: str) -> None:
        (folder / "lexicon").mkdir()
        (folder / "lexicon/wages.yml").write_text(text, "utf-8")


class TestCommand:
    def run(self, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tools.language_data", str(folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )

    def test_fails_with_the_findings(self, folder):
        done = self.run(folder)

        assert done.returncode == 1
        assert "write 27 more" in done.stdout

    @pytest.mark.parametrize("content", ["", "nlu: [", "[]", "nlu:\n- {}", "\x00"])
    def test_says_which_file_cannot_be_read(self, folder, content):
        (folder / GREET).write_text(content, "utf-8")

        done = self.run(folder)

        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "greet.yml" in done.stdout + done.stderr
