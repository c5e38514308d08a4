import asyncio
import io
import wave
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select

from api.hotline.agi.listening import Ears
from api.hotline.agi.recordings import Recordings
from api.hotline.agi.server import AgiServer
from api.hotline.agi.session import Tools
from api.hotline.agi.sounds import Speaker, Spool
from helpdesk.models import Call, CallTurn
from speech import Alternative, Audio, Heard
from tests.api.hotline.agi.line import Line


def wav(seconds: float = 0.1) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\x10\x10" * round(8000 * seconds))
    return written.getvalue()


@dataclass
class Voice:
    """Speaks by writing down what it was to say."""

    said: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    slowly: list[bool] = field(default_factory=list)
    fails: Exception | None = None

    async def say(self, ssml_or_text, *, slow=False, cacheable=False):
        self.said.append(ssml_or_text)
        self.slowly.append(slow)
        if cacheable:
            self.kept.append(ssml_or_text)
        if self.fails:
            raise self.fails
        return Audio(wav(), "audio/wav")

    async def close(self):
        pass


@dataclass
class Recogniser:
    """Hears what a caller of these tests “says”: the text is in the file."""

    heard: list[Audio] = field(default_factory=list)
    fails: Exception | None = None
    hangs: bool = False

    async def hear(self, audio, *, hot_words=None):
        self.heard.append(audio)
        if self.hangs:
            await asyncio.sleep(60)
        if self.fails:
            raise self.fails
        texts = [text for text in audio.data.decode().split("|") if text]
        return Heard(tuple(Alternative(text, 0.9) for text in texts))

    async def close(self):
        pass


@pytest.fixture
def voice():
    return Voice()


@pytest.fixture
def recogniser():
    return Recogniser()


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool")


@pytest.fixture
def tools(services, settings, book, voice, recogniser, spool):
    return Tools(
        services.hotline,
        Speaker(voice, prompts=book.prompts.values()),
        Ears(recogniser, spool),
        spool,
        Recordings(services.sessions, spool.calls, data_dir=settings.data_dir),
    )


@pytest.fixture
async def server(tools, settings):
    server = AgiServer(tools, token=settings.hotline_token)
    await server.start("127.0.0.1", 0)
    yield server
    await server.stop()


@pytest.fixture
async def line(server):
    line = await Line.open(server.port)
    yield line
    line.writer.close()


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits for 20 seconds of speech or six of silence."""
    keys = {"max": 1, "timeout_ms": 30, "finish": "#"}
    monkeypatch.setattr(
        "api.hotline.answering.Answers.expected",
        lambda *_: {"speech": {"max_s": 0.2, "end_silence_s": 1.2}, "dtmf": keys},
    )


@pytest.fixture
async def dial(server):
    """Open more lines."""
    lines = []

    async def dial(port=server.port):
        lines.append(await Line.open(port))
        return lines[-1]

    yield dial
    for line in lines:
        line.writer.close()


@pytest.fixture
def keys_only(tools, spool):
    return replace(tools, ears=Ears(None, spool))


@pytest.fixture
def calls(sessions):
    async def calls():
        async with sessions() as session:
            return list(await session.scalars(select(Call).order_by(Call.id)))

    return calls


@pytest.fixture
def answers(sessions):
    """What the hotline answered, event by event, of the newest call."""

    async def answers():
        async with sessions() as session:
            newest = select(Call.id).order_by(Call.id.desc()).limit(1).scalar_subquery()
            turns = select(CallTurn).where(CallTurn.call_id == newest)
            rows = await session.scalars(turns.order_by(CallTurn.seq))
            return [row.answer for row in rows]

    return answers
