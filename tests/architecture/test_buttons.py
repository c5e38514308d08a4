"""What a button or a menu says is understood like what is typed (decision 0007)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.words import words
from gonghui.places import trained_model
from helpdesk import menu
from helpdesk.config import Settings
from helpdesk.identity import wish
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
