import asyncio

import pytest

from speech import Audio, Refused, TooLong, Unreachable
from speech.posting import LARGEST_AUDIO, PostingRecogniser

AMR = Audio(b"#!AMR\n" + bytes(range(256)), "audio/amr")
WORDS = "老板欠我三个月工资"


@pytest.fixture
def server(server):
    server.says(text=WORDS, confidence=0.9)
    return server


@pytest.fixture
async def recogniser(server):
    made = PostingRecogniser(server.url)
    yield made
    await made.close()


def texts(heard):
    return [(one.text, one.confidence) for one in heard.alternatives]


class TestHear:
    async def test_posts_the_recording_and_returns_the_words(self, recogniser, server):
        heard = await recogniser.hear(AMR)

        assert texts(heard) == [(WORDS, 0.9)]
        assert server.got == [("audio/amr", AMR.data)]

    async def test_names_the_rate_where_the_data_do_not(self, recogniser, server):
        await recogniser.hear(Audio(b"\0\0", "audio/pcm", 8000))

        assert server.got[0][0] == "audio/pcm;rate=8000"

    @pytest.mark.parametrize(
        "media_type", ["text/html\r\nX-Injected: 1", "audio/amr\r\nX: 1", "", "audio/"]
    )
    async def test_names_no_media_type_that_is_not_audios(
        self, recogniser, server, media_type
    ):
        await recogniser.hear(Audio(b"a", media_type))

        assert server.got[0][0] == "application/octet-stream"

    async def test_gives_the_favourite_first_and_the_others_once(
        self, recogniser, server
    ):
        others = [("公司欠薪", 0.5), ("公司欠新", 0.4), ("", 0.3)]
        nbest = [{"text": text, "confidence": sure} for text, sure in others]
        server.says(text="公司欠新", confidence=0.6, nbest=nbest)

        heard = await recogniser.hear(AMR)

        assert texts(heard) == [("公司欠新", 0.6), ("公司欠薪", 0.5)]

    async def test_gives_no_more_than_anybody_says(self, recogniser, server):
        nbest = [{"text": f"第{n}个", "confidence": 0.1} for n in range(1000)]
        server.says(text=WORDS, confidence=1, nbest=nbest)

        assert len((await recogniser.hear(AMR)).alternatives) == 11

    @pytest.mark.parametrize("text", ["", "  ", "\n"])
    async def test_hears_nothing_in_silence(self, recogniser, server, text):
        server.says(text=text, confidence=1)

        assert texts(await recogniser.hear(AMR)) == []

    @pytest.mark.parametrize(
        ("told", "meant"),
        [
            (b"7", 1.0),
            (b"-1", 0.0),
            (b"NaN", 0.0),
            (b"Infinity", 1.0),
            (b"1" * 400, 1.0),
        ],
        ids=range(5),
    )
    async def test_keeps_confidence_between_nought_and_one(
        self, recogniser, server, told, meant
    ):
        server.body = b'{"text": "x", "confidence": %b}' % told

        assert texts(await recogniser.hear(AMR)) == [("x", meant)]

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
            b'{"text": "x", "confidence": 1, "nbest": "y"}',
            b'{"text": "x", "confidence": 1, "nbest": ["y"]}',
            b"[" * 60_000,
            b" " * 70_000,
            b'{"text": "x", "confidence": %b}' % (b"1" * 5000),
        ],
        ids=range(16),
    )
    async def test_refuses_an_answer_that_is_none(self, recogniser, server, body):
        server.body = body

        with pytest.raises(Unreachable):
            await recogniser.hear(AMR)

    @pytest.mark.parametrize("status", [204, 302, 400, 404, 500, 503])
    async def test_tells_a_refusal(self, recogniser, server, status):
        server.status, server.body = status, b""

        with pytest.raises(Refused, match=str(status)):
            await recogniser.hear(AMR)

    async def test_gives_up_in_time(self, server):
        server.pause = 5.0
        hasty = PostingRecogniser(server.url, seconds=0.2)

        async with asyncio.timeout(2):
            with pytest.raises(Unreachable):
                await hasty.hear(AMR)
        await hasty.close()

    async def test_tells_a_server_that_is_not_there_without_its_address(self):
        nobody = PostingRecogniser("http://127.0.0.1:9/secret")

        with pytest.raises(Unreachable) as told:
            await nobody.hear(AMR)

        assert str(told.value) == "ConnectError"
        await nobody.close()

    async def test_sends_no_recording_that_is_too_large(self, recogniser, server):
        with pytest.raises(TooLong):
            await recogniser.hear(Audio(bytes(LARGEST_AUDIO + 1), "audio/wav"))

        assert server.got == []
