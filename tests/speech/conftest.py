import numpy as np
import pytest

from speech import Audio
from speech.wav import Sound, write
from tests.speech.peers import http_peer


@pytest.fixture
def server():
    with http_peer() as peer:
        yield peer


def tone(seconds: float = 0.5, *, rate: int = 8000, hertz: float = 440.0) -> Sound:
    """A sound that every test can tell from silence."""
    at = np.arange(int(seconds * rate)) / rate
    return Sound((8000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16), rate)


@pytest.fixture
def recording() -> Audio:
    return write(tone())
