"""Every dialogue of tests/talks, played through the real assistant."""

from collections.abc import Iterator

import pytest

from helpdesk.seed import Person
from helpdesk.seed.people import people
from tests.end_to_end.talks import Player, talks

SEEDED = 1_900  # of the demo's members besides those that it documents


@pytest.fixture(scope="session")
def strangers() -> Iterator[Person]:
    """Give members, each to one talk: what locks them locks nobody else's."""
    return people(SEEDED)


@pytest.mark.parametrize(
    "talk", [pytest.param(talk, id=f"{file}: {talk['name']}") for file, talk in talks()]
)
def test_talk(request, worker_of, strangers, talk):
    desk = "closed_assistant" if talk.get("desk") == "closed" else "assistant"
    running = request.getfixturevalue(desk)
    workers = [worker_of(running) for _ in range(3)]
    Player(running, *workers, strangers).play(talk)
