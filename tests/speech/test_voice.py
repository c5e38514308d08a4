import os

import pytest

from speech import Voice
from speech.wav import write
from tests.speech.conftest import tone

PROMPT = "您好，这里是深圳工会职工热线。"


class Counting:
    """Says the same sound to everything, and counts."""

    def __init__(self):
        self.said = []
        self.closed = False

    async def say(self, ssml_or_text, *, slow=False):
        self.said.append((ssml_or_text, slow))
        return write(tone(0.1))

    async def close(self):
        self.closed = True


@pytest.fixture
def speaker():
    return Counting()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "prompts"


@pytest.fixture
def voice(speaker, folder):
    return Voice(speaker, name="test", folder=folder)


class TestSay:
    async def test_says_a_prompt_from_its_file_the_second_time(self, voice, speaker):
        first = await voice.say(PROMPT, cacheable=True)
        again = await voice.say(PROMPT, cacheable=True)

        assert again == first
        assert speaker.said == [(PROMPT, False)]

    async def test_leaves_no_file_of_what_is_a_persons(self, voice, speaker, folder):
        await voice.say("您的工单号是二六零七幺五。")
        await voice.say("您的工单号是二六零七幺五。")

        assert len(speaker.said) == 2
        assert not folder.exists()

    async def test_tells_nothing_by_the_name_of_the_file(self, voice, folder):
        await voice.say(PROMPT, cacheable=True)

        (file,) = folder.iterdir()
        assert len(file.stem) == 64
        assert file.suffix == ".wav"

    async def test_keeps_pace_and_voice_apart(self, voice, speaker, folder):
        other = Voice(speaker, name="another", folder=folder)
        await voice.say(PROMPT, cacheable=True)
        await voice.say(PROMPT, slow=True, cacheable=True)
        await other.say(PROMPT, cacheable=True)

        assert len(speaker.said) == len(list(folder.iterdir())) == 3

    @pytest.mark.parametrize("broken", [b"", b"RIFF", bytes(500)])
    async def test_says_a_broken_file_anew(self, voice, speaker, folder, broken):
        await voice.say(PROMPT, cacheable=True)
        (file,) = folder.iterdir()
        file.write_bytes(broken)

        await voice.say(PROMPT, cacheable=True)
        await voice.say(PROMPT, cacheable=True)

        assert len(speaker.said) == 2

    async def test_is_not_silent_where_nothing_can_be_kept(self, speaker, tmp_path):
        in_the_way = tmp_path / "file"
        in_the_way.write_text("")
        voice = Voice(speaker, name="test", folder=in_the_way)

        assert (await voice.say(PROMPT, cacheable=True)).data

    async def test_forgets_what_was_not_wanted_for_longest(self, speaker, folder):
        size = len(write(tone(0.1)).data)
        voice = Voice(speaker, name="test", folder=folder, largest=2 * size)
        for age, text in enumerate(["甲", "乙"]):
            await voice.say(text, cacheable=True)
            (new,) = [f for f in folder.iterdir() if f.stat().st_mtime > 1000]
            os.utime(new, (age + 1, age + 1))
        await voice.say("甲", cacheable=True)

        await voice.say("丙", cacheable=True)
        speaker.said.clear()
        await voice.say("甲", cacheable=True)
        await voice.say("丙", cacheable=True)

        assert speaker.said == []
        assert len(list(folder.iterdir())) == 2

    async def test_keeps_nothing_without_a_folder(self, speaker):
        voice = Voice(speaker, name="test")
        await voice.say(PROMPT, cacheable=True)
        await voice.say(PROMPT, cacheable=True)

        assert len(speaker.said) == 2


class TestClose:
    async def test_closes_what_speaks(self, voice, speaker):
        await voice.close()

        assert speaker.closed
