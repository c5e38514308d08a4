"""Every dialogue of tests/talks, played through the real assistant."""

from collections.abc import Iterator

import pytest

from gonghui.places import ROOT
from helpdesk.seed import Person
from helpdesk.seed.people import people
from language import Catalogue
from tests.end_to_end.talks import Player, talks

SEEDED = 1_900  # of the demo's members besides those that it documents


@pytest.fixture(scope="session")
def strangers() -> Iterator[Person]:
    """Give members, each to one talk: what locks them locks nobody else's."""
    return people(SEEDED)


@pytest.fixture(scope="session")
def openings() -> dict[str, str]:
    """Collect what the first message of each talk was understood as."""
    return {}


@pytest.mark.parametrize(
    "talk", [pytest.param(talk, id=f"{file}: {talk['name']}") for file, talk in talks()]
)
def test_talk(request, worker_of, strangers, openings, talk):
    desk = "closed_assistant" if talk.get("desk") == "closed" else "assistant"
    running = request.getfixturevalue(desk)
    workers = [worker_of(running) for _ in range(3)]
    Player(running, *workers, strangers).play(talk)
    openings[talk["name"]] = next(w.understood[0] for w in workers if w.understood)


def test_some_talk_begins_with_every_intent(openings):
    if len(openings) < len({talk["name"] for _, talk in talks()}):
        pytest.skip("only some of the talks were played, or some failed")

    known = set(Catalogue.load(ROOT / "nlu_data").intents)

    assert known <= set(openings.values())
