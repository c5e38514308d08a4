import shutil

import pytest

import speech
from api.speaking import ears, voice
from helpdesk.errors import ConfigurationError
from speech.wav import read

installed = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"
)


class TestEars:
    def test_there_are_none_where_none_are_configured(self, make_settings):
        assert ears(make_settings()) is None

    async def test_are_the_recogniser_of_the_settings(self, make_settings, tmp_path):
        (tmp_path / "any.txt").write_text("老板欠我工资", "utf-8")
        recogniser = ears(make_settings(speech_url=f"recorded:{tmp_path}"))

        heard = await recogniser.hear(speech.Audio(b"?", "audio/wav"))

        assert heard.alternatives[0].text == "老板欠我工资"

    def test_a_setting_that_names_none_stops_the_start(self, make_settings):
        with pytest.raises(ConfigurationError, match="GONGHUI_SPEECH_URL"):
            ears(make_settings(speech_url="asr.local:10095"))


class TestVoice:
    @installed
    async def test_is_the_machines_own_where_none_is_configured(
        self, make_settings, tmp_path
    ):
        said = await voice(make_settings()).say("您好。", cacheable=True)

        assert read(said.data).rate == 8000
        assert len(list((tmp_path / "prompts").iterdir())) == 1

    def test_there_is_none_on_a_machine_without_one(self, make_settings, monkeypatch):
        monkeypatch.setenv("PATH", "")

        assert voice(make_settings()) is None

    def test_a_setting_that_names_none_stops_the_start(self, make_settings):
        with pytest.raises(ConfigurationError, match="GONGHUI_VOICE_URL"):
            voice(make_settings(voice_url="loud"))
