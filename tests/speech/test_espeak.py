import asyncio
import shutil
import sys

import pytest

from language.speak import ssml
from speech import BadAddress, Refused, TooLong, Unreachable
from speech.espeak import Espeak
from speech.wav import read

installed = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"
)


@pytest.fixture
def program(tmp_path):
    """A program in espeak-ng's place that does what a test wants."""

    def write(body):
        path = tmp_path / "voice"
        path.write_text(f"#!{sys.executable}\n{body}\n")
        path.chmod(0o700)
        return str(path)

    return write


@installed
class TestSay:
    async def test_speaks_for_the_telephone(self):
        audio = await Espeak().say("您好，这里是深圳工会职工热线。")

        sound = read(audio.data)
        assert sound.rate == 8000
        assert 1.5 < sound.seconds < 6
        assert 2000 < abs(sound.samples).max() < 32767

    async def test_speaks_slowly(self):
        plain, slow = [
            read((await Espeak().say("请说单位的名字。", slow=is_slow)).data)
            for is_slow in (False, True)
        ]

        assert slow.seconds > 1.2 * plain.seconds

    async def test_pauses_where_the_markup_says(self):
        plain = await Espeak().say("好好")
        paused = await Espeak().say('<speak>好<break time="1s"/>好</speak>')

        more = read(paused.data).seconds - read(plain.data).seconds
        assert 0.8 < more < 1.6

    async def test_says_every_digit_as_one_syllable(self):
        """The voice that reads tones as digits says three times as much."""
        digits = await Espeak().say("零幺二三四五六七八九")

        assert read(digits.data).seconds < 4

    @pytest.mark.parametrize("text", ["", " ", "。", "<speak/>", "\n", "😀"])
    async def test_has_nothing_to_say(self, text):
        assert read((await Espeak().say(text)).data).seconds < 1

    @pytest.mark.parametrize("text", ["-h", "--version", "-f /etc/passwd", "$(id)`id`"])
    async def test_takes_no_text_for_an_option(self, text):
        assert read((await Espeak().say(text)).data).seconds > 0.2

    async def test_says_many_at_once(self):
        voice = Espeak()
        texts = [f"第{n}句话。" for n in "一二三四五六七八"]

        said = await asyncio.gather(*(voice.say(text) for text in texts))

        assert all(read(audio.data).seconds > 0.3 for audio in said)

    async def test_says_what_the_hotline_writes(self):
        said = await Espeak().say(ssml("工单号260715000428，请打0755-12345678。"))

        assert read(said.data).seconds > 4


class TestRefusal:
    async def test_text_that_is_too_long(self, program):
        with pytest.raises(TooLong):
            await Espeak(program=program("")).say("好" * 1001)

    def test_a_machine_without_the_program(self):
        with pytest.raises(BadAddress):
            Espeak(program="no-such-voice")

    async def test_a_program_that_fails(self, program):
        failing = Espeak(program=program("raise SystemExit(3)"))

        with pytest.raises(Refused):
            await failing.say("好")

    async def test_a_program_that_never_ends_is_stopped(self, program, tmp_path):
        mark = tmp_path / "late"
        slow = program(f"import time; time.sleep(3); open({str(mark)!r}, 'w').close()")

        async with asyncio.timeout(2.5):
            with pytest.raises(Unreachable):
                await Espeak(program=slow, seconds=0.5).say("好")

        await asyncio.sleep(3)
        assert not mark.exists()

    async def test_silence_of_the_program_is_silence(self, program):
        said = await Espeak(program=program("")).say("好")

        assert read(said.data).seconds == 0
