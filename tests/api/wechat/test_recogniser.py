"""Voice messages, with a real HTTP server as the recogniser."""

import asyncio
import logging
from dataclasses import dataclass, field

import pytest

from api.wechat.recogniser import RULES, VoiceMessages
from helpdesk.rules import rules
from speech.posting import PostingRecogniser
from tests.speech.peers import http_peer
from wechat.client import Media
from wechat.errors import ApiError, TooLarge, Unreachable

AMR = b"#!AMR\n" + bytes(range(256))
WORDS = "老板欠我三个月工资"


@pytest.fixture
def server():
    with http_peer() as peer:
        peer.says(text=WORDS, confidence=0.9)
        yield peer


@dataclass
class Account:
    """Gives a recording, or says why not."""

    media_type: str = "audio/amr"
    fails: Exception | None = None
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def media(self, media_id, *, largest):
        self.asked.append((media_id, largest))
        if self.fails:
            raise self.fails
        return Media(AMR, self.media_type, None)

    async def close(self):
        self.asked.append(("closed", 0))


@pytest.fixture
def account():
    return Account()


@pytest.fixture
async def recogniser(server, account):
    made = VoiceMessages(account, PostingRecogniser(server.url))
    yield made
    await made.close()


class TestHear:
    async def test_gives_the_recording_and_returns_the_words(
        self, recogniser, server, account
    ):
        assert await recogniser.hear("MEDIA1") == WORDS

        assert server.got == [("audio/amr", AMR)]
        assert account.asked == [("MEDIA1", 2 * 1024 * 1024)]

    @pytest.mark.parametrize(
        ("confidence", "heard"),
        [(1, True), (0.5, True), (0.49, False), (0, False), (-1, False)],
    )
    async def test_repeats_only_what_is_sure(
        self, recogniser, server, confidence, heard
    ):
        server.says(text=WORDS, confidence=confidence)

        assert (await recogniser.hear("M") == WORDS) is heard

    @pytest.mark.parametrize("text", ["", "  ", "\n"])
    async def test_hears_nothing_in_silence(self, recogniser, server, text):
        server.says(text=text, confidence=1)

        assert await recogniser.hear("M") is None

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"null",
            b"[]",
            b"{}",
            b"<html>",
            b"\xff\xfe",
            b'{"text": "x"}',
            b'{"confidence": 1}',
            b'{"text": 5, "confidence": 1}',
            b'{"text": "x", "confidence": "high"}',
            b'{"text": "x", "confidence": true}',
            b'{"text": "x", "confidence": NaN}',
            b"[" * 60_000,
            b" " * 70_000,
        ],
        ids=range(14),
    )
    async def test_survives_an_answer_that_is_none(self, recogniser, server, body):
        server.body = body

        assert await recogniser.hear("M") is None

    @pytest.mark.parametrize("status", [204, 302, 400, 404, 500, 503])
    async def test_survives_a_refusal(self, recogniser, server, status):
        server.status, server.body = status, b""

        assert await recogniser.hear("M") is None

    @pytest.mark.parametrize(
        "fails",
        [
            ApiError(40007, "invalid media_id"),
            TooLarge(),
            Unreachable("ConnectError", maybe_received=False),
        ],
    )
    async def test_survives_a_recording_that_can_not_be_had(
        self, recogniser, server, account, fails
    ):
        account.fails = fails

        assert await recogniser.hear("M") is None
        assert server.got == []

    async def test_gives_up_in_time(self, recogniser, server, monkeypatch):
        server.pause = 5.0
        monkeypatch.setitem(rules(RULES), "seconds", 0.2)

        async with asyncio.timeout(2):
            assert await recogniser.hear("M") is None

    async def test_survives_a_server_that_is_not_there(self, account):
        nobody = VoiceMessages(account, PostingRecogniser("http://127.0.0.1:9/asr"))

        assert await nobody.hear("M") is None
        await nobody.close()

    async def test_says_nothing_of_the_words_or_the_address_in_the_log(
        self, recogniser, server, account, caplog
    ):
        with caplog.at_level(logging.INFO, logger="api"):
            await recogniser.hear("MEDIA-SECRET")
            server.says(text=WORDS)
            await recogniser.hear("MEDIA-SECRET")

        assert caplog.messages == [
            "a voice message was not heard: the answer lacks text or confidence"
        ]

    async def test_names_no_media_type_that_is_not_audios(
        self, recogniser, server, account
    ):
        account.media_type = "text/html\r\nX-Injected: 1"

        await recogniser.hear("M")

        assert server.got[0][0] == "application/octet-stream"


class TestClose:
    async def test_closes_the_account_as_well(self, server, account):
        await VoiceMessages(account, PostingRecogniser(server.url)).close()

        assert account.asked == [("closed", 0)]
