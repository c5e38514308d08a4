import shutil

import pytest

import speech
from speech.espeak import Espeak
from speech.posting import PostingRecogniser
from speech.recorded import RecordedRecogniser
from speech.speaking import PostingSynthesiser


class TestRecogniser:
    @pytest.mark.parametrize("url", ["http://asr.local/a", "https://asr.local/a"])
    async def test_http_is_posted_to(self, url):
        made = speech.recogniser(url)

        assert isinstance(made, PostingRecogniser)
        await made.close()

    def test_recordings_are_read(self, tmp_path):
        made = speech.recogniser(f"recorded:{tmp_path}")

        assert isinstance(made, RecordedRecogniser)

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "asr.local",
            "ftp://a",
            "recorded:/no/such/place",
            "http//",
            "ws:[",
            "ws://",
            "wss://a:b/",
        ],
    )
    def test_refuses_what_it_does_not_know(self, url):
        with pytest.raises(speech.BadAddress) as told:
            speech.recogniser(url)

        assert not url or url not in str(told.value)


class TestSynthesiser:
    async def test_http_is_posted_to(self):
        voice = speech.synthesiser("https://tts.local/a")

        assert isinstance(voice._synthesiser, PostingSynthesiser)
        await voice.close()

    @pytest.mark.skipif(
        shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"
    )
    def test_espeak_is_run(self):
        assert isinstance(speech.synthesiser("espeak:")._synthesiser, Espeak)

    @pytest.mark.parametrize("url", ["", "espeak", "ws://a", "http//", "http://["])
    def test_refuses_what_it_does_not_know(self, url):
        with pytest.raises(speech.BadAddress):
            speech.synthesiser(url)
