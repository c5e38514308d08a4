"""Asterisk, called by sipp, in front of the whole assistant with its trained model."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import RunningAssistant, start
from tests.telephony.asterisk import Asterisk, why_not
from tests.telephony.speech import Speech
from tests.telephony.telephone import Telephone, free_tcp_port


@pytest.fixture(scope="session", autouse=True)
def _is_there() -> None:
    if reason := why_not():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def speech() -> Iterator[Speech]:
    speech = Speech()
    yield speech
    speech.close()


@pytest.fixture(scope="session")
def agi_port() -> int:
    return free_tcp_port()


@pytest.fixture(scope="session")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, speech: Speech, agi_port: int
) -> Iterator[RunningAssistant]:
    running = start(
        tmp_path_factory.mktemp("data"),
        GONGHUI_AGI_PORT=str(agi_port),
        GONGHUI_SPEECH_URL=f"{speech.url}/ears",
        GONGHUI_VOICE_URL=f"{speech.url}/voice",
    )
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def asterisk(
    tmp_path_factory: pytest.TempPathFactory, agi_port: int
) -> Iterator[Asterisk]:
    asterisk = Asterisk(tmp_path_factory.mktemp("asterisk"), agi_port=agi_port)
    asterisk.wait_until_ready()
    yield asterisk
    assert asterisk.stop() == 0


@pytest.fixture
async def call(
    assistant: RunningAssistant, asterisk: Asterisk, speech: Speech, tmp_path: Path
) -> AsyncIterator[Callable[[str], Telephone]]:
    """Give telephones that dial 12351; at the end their processes are gone."""
    used: list[Telephone] = []

    async def call(number: str) -> Telephone:
        folder = tmp_path / f"sipp{len(used)}"
        used.append(
            Telephone(folder, speech, sip_port=asterisk.sip_port, number=number)
        )
        await used[-1].dial()
        return used[-1]

    yield call
    for telephone in used:
        telephone.close()
    assert all(each.process.returncode is not None for each in used)
