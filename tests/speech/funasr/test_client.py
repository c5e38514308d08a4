"""Against a real WebSocket server that speaks as FunASR's documents do."""

import asyncio
import json
import logging
import ssl

import pytest
import trustme

from speech import Audio, BadAddress, BadAudio, Heard, Refused, TooLong, Unreachable
from speech.funasr import FunASR
from speech.funasr.task import LARGEST
from speech.wav import read, write
from tests.speech.conftest import tone
from tests.speech.peers import offline, runtime, streamed


@pytest.fixture
async def peer():
    async with runtime() as peer:
        yield peer


@pytest.fixture
def recogniser(peer):
    return FunASR(peer.url, seconds=3)


@pytest.fixture
def streaming(peer):
    return FunASR(f"{peer.url}?mode=2pass", seconds=3)


def texts(heard):
    return [one.text for one in heard.alternatives]


class TestHear:
    async def test_sends_bare_sound_and_returns_the_words(
        self, recogniser, peer, recording
    ):
        heard = await recogniser.hear(recording)

        assert texts(heard) == ["老板欠我工资"]
        assert heard.alternatives[0].confidence == 1.0
        assert peer.sounds == [read(recording.data).samples.tobytes()]

    async def test_opens_as_the_protocol_says(self, recogniser, peer, recording):
        await recogniser.hear(recording, hot_words={"工会": 30, "圆梦计划": 20})

        (opening,) = peer.openings
        hot_words = opening.pop("hotwords")
        assert isinstance(hot_words, str)
        assert json.loads(hot_words) == {"工会": 30, "圆梦计划": 20}
        assert len(opening.pop("wav_name")) == 32
        assert opening == {
            "mode": "offline",
            "wav_format": "pcm",
            "audio_fs": 8000,
            "is_speaking": True,
            "itn": True,
        }

    async def test_the_name_is_another_every_time(self, recogniser, peer, recording):
        await recogniser.hear(recording)
        await recogniser.hear(recording)

        assert peer.openings[0]["wav_name"] != peer.openings[1]["wav_name"]

    async def test_sends_other_kinds_of_files_as_they_are(self, recogniser, peer):
        await recogniser.hear(Audio(b"#!AMR\n123", "audio/amr"))

        assert peer.sounds == [b"#!AMR\n123"]
        assert peer.openings[0]["wav_format"] == "amr"
        assert "audio_fs" not in peer.openings[0]

    async def test_sends_a_long_recording_whole(self, recogniser, peer):
        sound = tone(60, rate=16000)

        await recogniser.hear(write(sound))

        assert peer.sounds == [sound.samples.tobytes()]
        assert peer.openings[0]["audio_fs"] == 16000

    async def test_sends_only_hot_words_that_the_runtime_bears(
        self, recogniser, peer, recording
    ):
        many = {"这个词语太长了不是热词": 5} | {f"词{n}": 5 for n in range(2000)}

        await recogniser.hear(recording, hot_words=many)

        sent = json.loads(peer.openings[0]["hotwords"])
        assert len(sent) == 1000
        assert max(map(len, sent)) <= 10

    async def test_listens_for_the_hot_words_of_its_address(
        self, peer, recording, tmp_path
    ):
        (tmp_path / "words.txt").write_text("工会 30\n", "utf-8")
        recogniser = FunASR(f"{peer.url}?hotwords={tmp_path / 'words.txt'}", seconds=3)

        await recogniser.hear(recording)
        await recogniser.hear(recording, hot_words={"圆梦": 20})

        sent = [json.loads(opening["hotwords"]) for opening in peer.openings]
        assert sent == [{"工会": 30}, {"圆梦": 20}]

    async def test_joins_the_sentences_of_the_streaming_service(
        self, streaming, peer, recording
    ):
        peer.hears = ["老板欠我工资，", "三个月了。"]

        assert texts(await streaming.hear(recording)) == ["老板欠我工资，三个月了。"]
        assert peer.openings[0]["mode"] == "2pass"
        assert peer.openings[0]["chunk_size"] == [5, 10, 5]

    @pytest.mark.parametrize("mode", ["offline", "2pass"])
    async def test_silence_is_nothing(self, peer, recording, mode):
        peer.hears = []

        heard = await FunASR(f"{peer.url}?mode={mode}", seconds=3).hear(recording)

        assert heard == Heard()

    async def test_writes_the_words_alone(self, recogniser, peer, recording):
        peer.hears = ["<|zh|><|NEUTRAL|>老 板 欠 我 工 资"]

        assert texts(await recogniser.hear(recording)) == ["老板欠我工资"]

    async def test_no_sound_is_not_sent(self, recogniser, peer):
        assert await recogniser.hear(write(tone(0))) == Heard()
        assert peer.connections == 0

    async def test_two_at_once_do_not_cross(self, recogniser, peer):
        lengths = [0.1 * n for n in range(1, 11)]

        async def slowly(connection):
            data = [message async for message in _until_end(connection)]
            name, size = json.loads(data[0])["wav_name"], sum(map(len, data[1:]))
            await asyncio.sleep(0.5 - size / 50_000)  # the longer, the sooner
            await connection.send(offline(str(size), wav_name=name))

        peer.misbehaves = slowly
        heard = await asyncio.gather(
            *(recogniser.hear(write(tone(length))) for length in lengths)
        )

        assert [texts(one) for one in heard] == [
            [str(2 * int(length * 8000))] for length in lengths
        ]


class TestRefusal:
    @pytest.mark.parametrize(
        "audio",
        [
            Audio(b"RIFF", "audio/wav"),
            Audio(bytes(100), "audio/x-wav; codec=1"),
            Audio(b"x", "../etc"),
            Audio(b"x", ""),
        ],
    )
    async def test_a_recording_that_is_none(self, recogniser, peer, audio):
        with pytest.raises(BadAudio):
            await recogniser.hear(audio)

        assert peer.connections == 0

    async def test_the_streaming_service_hears_bare_sound_only(self, streaming, peer):
        with pytest.raises(BadAudio):
            await streaming.hear(Audio(b"#!AMR\n", "audio/amr"))

    async def test_a_recording_that_is_too_large(self, recogniser, peer):
        with pytest.raises(TooLong):
            await recogniser.hear(Audio(bytes(LARGEST + 1), "audio/pcm", 8000))

        assert peer.connections == 0

    async def test_an_error_in_the_place_of_a_text(self, recogniser, peer, recording):
        peer.hears = ["ERROR. Real-time transcription service ONLY SUPPORT PCM stream."]

        with pytest.raises(Refused):
            await recogniser.hear(recording)

    @pytest.mark.parametrize("code", [1003, 1007, 1008, 1009])
    async def test_a_close_that_means_no(self, recogniser, peer, recording, code):
        async def close(connection):
            await connection.close(code, "13800138000")

        peer.misbehaves = close
        with pytest.raises(Refused, match=f"closed with {code}$"):
            await recogniser.hear(recording)

    def test_another_mode(self):
        with pytest.raises(BadAddress):
            FunASR("ws://localhost/?mode=online")


class TestUnreachable:
    @pytest.mark.parametrize("code", [1000, 1001, 1011, 1012, 1013])
    @pytest.mark.parametrize("mode", ["offline", "2pass"])
    async def test_a_close_before_the_answer(self, peer, recording, code, mode):
        async def close(connection):
            await connection.recv()
            await connection.close(code)

        peer.misbehaves = close
        with pytest.raises(Unreachable, match="without an answer"):
            await FunASR(f"{peer.url}?mode={mode}", seconds=3).hear(recording)

    async def test_what_was_half_heard_is_not_sent_again(self, recogniser, peer):
        async def cut(connection):
            await connection.recv()
            await connection.recv()
            connection.transport.abort()

        peer.misbehaves = cut
        with pytest.raises(Unreachable):
            await recogniser.hear(write(tone(30)))

        assert peer.connections == 1

    async def test_a_sentence_without_an_end_is_not_an_answer(
        self, streaming, peer, recording
    ):
        async def half(connection):
            opening = json.loads(await connection.recv())
            text = streamed("2pass-offline", "老板欠", wav_name=opening["wav_name"])
            await connection.send(text)
            await connection.close()

        peer.misbehaves = half
        with pytest.raises(Unreachable):
            await streaming.hear(recording)

    @pytest.mark.parametrize(
        "answer",
        [
            "",
            "null",
            "[]",
            "{}",
            '{"text": 5}',
            '{"text": null}',
            "<html>",
            "[" * 100_000,
            b"\xff\xfe",
            "x" * 2_000_000,
            '{"text": "别人的话", "wav_name": "another"}',
        ],
        ids=range(11),
    )
    async def test_an_answer_that_is_none(self, recogniser, peer, recording, answer):
        async def say(connection):
            async for _ in _until_end(connection):
                pass
            await connection.send(answer)
            await connection.wait_closed()

        peer.misbehaves = say
        with pytest.raises(Unreachable):
            await recogniser.hear(recording)

    async def test_a_server_that_never_answers(self, peer, recording):
        async def wait(connection):
            await connection.wait_closed()

        peer.misbehaves = wait
        async with asyncio.timeout(4):
            with pytest.raises(Unreachable, match="in time"):
                await FunASR(peer.url, seconds=0.3).hear(recording)

    async def test_a_server_that_does_not_read(self, peer):
        async def stop(connection):
            connection.transport.pause_reading()
            await asyncio.sleep(3)

        peer.misbehaves = stop
        sound = Audio(bytes(LARGEST), "audio/pcm", 8000)
        async with asyncio.timeout(5):
            with pytest.raises(Unreachable, match="in time"):
                await FunASR(peer.url, seconds=0.5).hear(sound)

    async def test_a_server_that_is_no_websocket(self, server, recording):
        server.status = 403
        url = server.url.replace("http", "ws")

        with pytest.raises((Refused, Unreachable)):
            await FunASR(url, seconds=3).hear(recording)

    @pytest.mark.parametrize("url", ["ws://127.0.0.1:9/", "ws://no-such-host.invalid/"])
    async def test_a_server_that_is_not_there(self, recording, url):
        with pytest.raises(Unreachable) as told:
            await FunASR(url, seconds=3).hear(recording)

        assert "127" not in str(told.value)
        assert "invalid" not in str(told.value)


class TestTls:
    @pytest.fixture
    async def authority(self):
        return trustme.CA()

    @pytest.fixture
    async def secure(self, authority):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(context)
        async with runtime(certificate=context) as peer:
            yield peer

    async def test_trusts_no_certificate_of_its_own_making(self, secure, recording):
        with pytest.raises(Unreachable):
            await FunASR(secure.url, seconds=3).hear(recording)

        assert secure.sounds == []

    async def test_trusts_what_the_machine_trusts(
        self, secure, authority, recording, tmp_path, monkeypatch
    ):
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

        assert texts(await FunASR(secure.url, seconds=3).hear(recording)) == [
            "老板欠我工资"
        ]


class TestLog:
    async def test_says_nothing_of_what_was_heard(self, recogniser, recording, caplog):
        with caplog.at_level(logging.INFO):
            await recogniser.hear(recording)

        assert "工资" not in caplog.text


async def _until_end(connection):
    """Give the messages of a recording up to its end."""
    async for message in connection:
        if isinstance(message, str) and not json.loads(message)["is_speaking"]:
            return
        yield message
