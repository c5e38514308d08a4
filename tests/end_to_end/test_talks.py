"""Every dialogue of tests/talks, played through the real assistant."""

import pytest

from tests.end_to_end.talks import Player, talks


@pytest.mark.parametrize(
    "talk", [pytest.param(talk, id=f"{file}: {talk['name']}") for file, talk in talks()]
)
def test_talk(request, worker_of, talk):
    desk = "closed_assistant" if talk.get("desk") == "closed" else "assistant"
    running = request.getfixturevalue(desk)
    Player(running, worker_of(running), worker_of(running)).play(talk)
