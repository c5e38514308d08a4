import json

import pytest

from speech import Audio, BadAddress, Refused, Unreachable
from speech.recorded import RecordedRecogniser
from speech.wav import write
from tests.speech.conftest import tone

WAGES, MENU, OTHER = (write(tone(0.1, hertz=hertz)) for hertz in (300, 500, 700))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "wages.wav").write_bytes(WAGES.data)
    (tmp_path / "wages.txt").write_text("老板欠我工资\n", "utf-8")
    nbest = [{"text": "我要入会", "confidence": 0.4}]
    heard = {"text": "我要如会", "confidence": 0.5, "nbest": nbest}
    (tmp_path / "menu.wav").write_bytes(MENU.data)
    (tmp_path / "menu.json").write_text(json.dumps(heard), "utf-8")
    return tmp_path


def texts(heard):
    return [one.text for one in heard.alternatives]


class TestHear:
    async def test_reads_the_text_beside_the_recording(self, folder):
        assert texts(await RecordedRecogniser(folder).hear(WAGES)) == ["老板欠我工资"]

    async def test_reads_the_alternatives_beside_the_recording(self, folder):
        heard = await RecordedRecogniser(folder).hear(MENU)

        assert texts(heard) == ["我要如会", "我要入会"]
        assert heard.alternatives[0].confidence == 0.5

    async def test_knows_a_recording_by_its_bytes_alone(self, folder):
        renamed = Audio(WAGES.data, "application/octet-stream")

        assert texts(await RecordedRecogniser(folder).hear(renamed)) == ["老板欠我工资"]

    async def test_refuses_what_nobody_wrote_down(self, folder):
        with pytest.raises(Refused):
            await RecordedRecogniser(folder).hear(OTHER)

    async def test_hears_in_any_other_what_is_written_for_any(self, folder):
        recogniser = RecordedRecogniser(folder)
        (folder / "any.txt").write_text("转人工", "utf-8")

        assert texts(await recogniser.hear(OTHER)) == ["转人工"]
        assert texts(await recogniser.hear(WAGES)) == ["老板欠我工资"]

    async def test_an_empty_text_is_silence(self, folder):
        (folder / "wages.txt").write_text(" \n", "utf-8")

        assert texts(await RecordedRecogniser(folder).hear(WAGES)) == []

    async def test_refuses_a_text_that_is_broken(self, folder):
        (folder / "menu.json").write_text("{", "utf-8")

        with pytest.raises(Unreachable):
            await RecordedRecogniser(folder).hear(MENU)

    def test_needs_its_folder(self, tmp_path):
        with pytest.raises(BadAddress):
            RecordedRecogniser(tmp_path / "none")
