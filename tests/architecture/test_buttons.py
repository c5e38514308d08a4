"""What a button or a menu says is understood like what is typed (decision 0007)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.words import one_of, words
from gonghui.places import trained_model
from helpdesk import menu
from helpdesk.config import Settings
from helpdesk.identity import wish
from helpdesk.notifications.queue import NEWS
from helpdesk.rules import rules
from language import Model

ROOT = Path(__file__).parents[2]


def buttons(node: Any) -> set[str]:
    """Collect the payloads of every button below a node of the domain."""
    if isinstance(node, dict):
        own = {node["payload"]} if {"title", "payload"} <= set(node) else set()
        return own.union(*(buttons(child) for child in node.values()))
    if isinstance(node, list):
        return set().union(*(buttons(child) for child in node))
    return set()


PAYLOADS = sorted(
    set().union(
        *(
            buttons(yaml.safe_load(file.read_text("utf-8")))
            for file in (ROOT / "bot/domain").glob("*.yml")
        )
    )
)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.from_archive(trained_model(Settings()))


def listed(node: Any) -> set[str]:
    """Collect the answers that forms read word by word."""
    if isinstance(node, dict):
        return set().union(*(listed(child) for child in node.values()))
    return {str(word) for word in node} if isinstance(node, list) else set()


class TestPayload:
    def test_there_are_buttons(self):
        assert len(PAYLOADS) > 10

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_is_no_command(self, payload):
        assert not payload.startswith(("/", "／"))

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_is_understood(self, model, payload):
        understood = model.understand(payload)

        by_form = any(word in payload for word in listed(words()))
        by_gateway = wish(payload) is not None
        assert by_form or by_gateway or understood.intent != "out_of_scope"


class TestMenu:
    @pytest.mark.parametrize(
        "entry",
        [entry for entry in menu.load().entries if entry.key],
        ids=lambda entry: entry.key,
    )
    def test_is_understood_as_the_file_says(self, model, entry):
        understood = model.understand(entry.says)

        assert understood.intent == entry.intent
        assert understood.confidence > 0.9


class TestNews:
    @pytest.mark.parametrize(
        ("title", "score"),
        [("很满意", 5), ("满意", 4), ("一般", 3), ("不满意", 2), ("很不满意", 1)],
    )
    def test_a_rating_is_understood_with_its_ticket(self, model, title, score):
        links = rules(NEWS)["tickets"]["any>resolved"]["rating"]
        (says,) = (one["says"] for one in links if one["title"] == title)

        text = says.format(plain="260715000428")
        understood = model.understand(text)

        assert understood.intent == "rate_service"
        assert understood.confidence > 0.9
        assert one_of(text, "score") == str(score)
        assert [(each.entity, each.value) for each in understood.entities] == [
            ("ticket_number", "260715000428")
        ]

    @pytest.mark.parametrize(
        ("says", "intent"),
        [
            ("我要补充材料", "add_ticket_info"),
            ("帮我催一下工单", "urge_ticket"),
            ("转人工", "request_human"),
        ],
    )
    def test_another_link_is_understood(self, model, says, intent):
        assert says in NEWS.read_text("utf-8")
        assert model.understand(says).intent == intent
