"""Everything the assistant says on the telephone goes through without a loss."""

import re
from pathlib import Path

import pytest
import yaml

from helpdesk.knowledge.figures import figures
from language.speak import pages, spoken
from language.speak.pages import LONGEST, TAG

SENTENCE = re.compile("[^。！？]+[。！？]?")
OPTION = re.compile("第[一二三四五六七八九十]，")
UNSAID = re.compile("[^\u4e00-\u9fffA-Za-z，、。！？ ]")
"""Figures, signs, pictures, brackets, markup."""

ROOT = Path(__file__).parents[3]
FILLED = {
    "number": "260715 000 428",
    "ticket_number": "260715 000 428",
    "contact_phone": "13800131234",
    "phone": "0755-83340148",
    "amount": "24000",
    "due": "7月15日（周三）",
    "deadline": "2027年3月1日",
    "hours": "9:00-12:00",
    "left": "3",
}


class Nobody(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "某某"


class Filled(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return FILLED.get(name, "某某")


def responses(*, written: bool = False) -> list[tuple[str, str]]:
    """Give what is written for the ear; for the eye where there is nothing else."""
    found = []
    for file in sorted((ROOT / "bot/domain").glob("*.yml")):
        domain = yaml.safe_load(file.read_text("utf-8"))
        for name, variants in (domain.get("responses") or {}).items():
            ours = [v for v in variants if v.get("channel") == "voice"]
            found += [(name, v["text"]) for v in ours or (variants if written else [])]
    return found


def articles() -> list[tuple[str, str]]:
    found = []
    for file in sorted((ROOT / "helpdesk/knowledge/articles").glob("*.yml")):
        found += [
            (a["id"], a["spoken"]) for a in yaml.safe_load(file.read_text("utf-8"))
        ]
    return found


def words(text: str) -> str:
    """The letters of a text, pauses apart."""
    return "".join(char for char in text if char.isalpha())


SAID = [*responses(), *articles()]


def test_there_is_something_to_test():
    assert len(responses()) > 250
    assert len(articles()) > 450


by_name = pytest.mark.parametrize(("name", "text"), SAID, ids=[n for n, _ in SAID])


@by_name
def test_loses_neither_words_nor_figures(name, text):
    written = text.strip().format_map(Nobody())
    said = "".join(pages(written))

    assert figures(said) == figures(written)
    if not any(char.isdigit() for char in written):
        assert words(said) == words(written)


@by_name
def test_says_what_is_filled_in(name, text):
    said = "".join(pages(text.strip().format_map(Filled())))

    for field in FILLED:
        if f"{{{field}}}" in text:
            assert spoken(FILLED[field]) in said


@pytest.mark.parametrize(("name", "text"), [*responses(written=True), *articles()])
def test_every_turn_is_short_and_made_of_words(name, text):
    turns = pages(text.strip().format_map(Filled()))

    for turn in turns:
        sentences = [one for one in SENTENCE.findall(turn) if len(one) > TAG]
        assert len(sentences) <= 2, turn
        assert len(turn) <= LONGEST + TAG, turn
        assert not UNSAID.search(turn), turn
    assert len(OPTION.findall("".join(turns))) <= 3
