"""Every dialogue of tests/talks, played through the real assistant."""

import pytest

from tests.end_to_end.talks import Player, talks


@pytest.fixture
def somebody_else(assistant, worker_of):
    return worker_of(assistant)


@pytest.mark.parametrize(
    "talk", [pytest.param(talk, id=f"{file}: {talk['name']}") for file, talk in talks()]
)
def test_talk(assistant, worker, somebody_else, talk):
    Player(assistant, worker, somebody_else).play(talk)
