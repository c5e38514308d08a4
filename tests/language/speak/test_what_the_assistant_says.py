"""Everything the assistant says on the telephone goes through without a loss."""

from pathlib import Path

import pytest
import yaml

from helpdesk.knowledge.figures import figures
from language.speak import pages, spoken

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


def responses() -> list[tuple[str, str]]:
    found = []
    for file in sorted((ROOT / "bot/domain").glob("*.yml")):
        domain = yaml.safe_load(file.read_text("utf-8"))
        for name, variants in (domain.get("responses") or {}).items():
            found += [
                (name, v["text"]) for v in variants if v.get("channel") == "voice"
            ]
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
