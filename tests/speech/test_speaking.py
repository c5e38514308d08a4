import asyncio
import json

import pytest

from speech import Refused, TooLong, Unreachable
from speech.speaking import PostingSynthesiser
from speech.wav import read, write
from tests.speech.conftest import tone

TEXT = "您好，请说您的事情。"


@pytest.fixture
def server(server):
    server.body, server.kind = write(tone(rate=16000)).data, "audio/wav"
    return server


@pytest.fixture
async def voice(server):
    made = PostingSynthesiser(server.url)
    yield made
    await made.close()


class TestSay:
    async def test_returns_what_telephones_carry(self, voice):
        sound = read((await voice.say(TEXT)).data)

        assert sound.rate == 8000
        assert sound.seconds == pytest.approx(0.5, abs=0.01)

    @pytest.mark.parametrize(("slow", "pace"), [(False, 0), (True, -300)])
    async def test_asks_for_the_telephones_rate_and_the_pace(
        self, voice, server, slow, pace
    ):
        await voice.say(TEXT, slow=slow)

        ((kind, body),) = server.got
        assert kind == "application/json"
        assert json.loads(body) == {
            "text": TEXT,
            "format": "wav",
            "sample_rate": 8000,
            "speech_rate": pace,
        }

    async def test_name_and_password_are_sent_as_basic(self, server):
        url = server.url.replace("//", "//union:secret@")
        voice = PostingSynthesiser(url)

        await voice.say(TEXT)
        await voice.close()

        assert server.headers[0]["Authorization"] == "Basic dW5pb246c2VjcmV0"

    @pytest.mark.parametrize("status", [204, 302, 400, 401, 500])
    async def test_tells_a_refusal(self, voice, server, status):
        server.status, server.body = status, b""

        with pytest.raises(Refused, match=str(status)):
            await voice.say(TEXT)

    @pytest.mark.parametrize(
        "body", [b"", b'{"status": 40000001}', b"RIFF", b"ID3" * 50, bytes(9_000_000)]
    )
    async def test_refuses_what_is_no_wav_file(self, voice, server, body):
        server.body = body

        with pytest.raises(Unreachable):
            await voice.say(TEXT)

    async def test_gives_up_in_time(self, server):
        server.pause = 5.0
        hasty = PostingSynthesiser(server.url, seconds=0.2)

        async with asyncio.timeout(2):
            with pytest.raises(Unreachable):
                await hasty.say(TEXT)
        await hasty.close()

    async def test_tells_a_server_that_is_not_there(self):
        nobody = PostingSynthesiser("http://127.0.0.1:9/tts")

        with pytest.raises(Unreachable) as told:
            await nobody.say(TEXT)

        assert str(told.value) == "ConnectError"
        await nobody.close()

    async def test_sends_no_text_that_is_too_long(self, voice, server):
        with pytest.raises(TooLong):
            await voice.say("好" * 1001)

        assert server.got == []

    async def test_half_a_character_is_not_sent(self, voice):
        with pytest.raises(Unreachable):
            await voice.say("\ud800")
