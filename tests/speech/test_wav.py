import io
import wave

import numpy as np
import pytest

from speech import BadAudio
from speech.wav import Sound, at_rate, for_telephone, read, write
from tests.speech.conftest import tone


def made(*, channels=1, width=2, rate=8000, frames=b"\1\0" * 80):
    out = io.BytesIO()
    with wave.open(out, "wb") as opened:
        opened.setnchannels(channels)
        opened.setsampwidth(width)
        opened.setframerate(rate)
        opened.writeframes(frames)
    return out.getvalue()


class TestRead:
    def test_reads_what_was_written(self):
        sound = tone()

        again = read(write(sound).data)

        assert again.rate == sound.rate
        assert np.array_equal(again.samples, sound.samples)

    def test_makes_two_channels_one(self):
        frames = np.array([[100, 300], [-50, 50]], "<i2").tobytes()

        assert read(made(channels=2, frames=frames)).samples.tolist() == [200, 0]

    def test_takes_a_stream_for_as_long_as_it_is(self):
        data = bytearray(made())
        data[40:44] = (0x7FFFF000).to_bytes(4, "little")

        assert len(read(bytes(data), is_stream=True).samples) == 80

    @pytest.mark.parametrize("cut", [0, 1, 4, 12, 20, 36, 40, 43, 44, 45, 100, 203])
    def test_refuses_what_was_cut_off(self, cut):
        with pytest.raises(BadAudio):
            read(made()[:cut])

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"RIFF",
            b"RIFF\xff\xff\xff\xffWAVE",
            b"#!AMR\n",
            bytes(1000),
            b"ID3" + bytes(500),
            made(width=1, frames=bytes(80)),
            made(width=4, frames=bytes(80)),
            made(channels=6, frames=bytes(120)),
            made(rate=44),
            made(rate=192_000),
        ],
        ids=range(11),
    )
    def test_refuses_what_is_not_speech_of_16_bits(self, data):
        with pytest.raises(BadAudio):
            read(data)

    @pytest.mark.parametrize("at", range(0, 44))
    def test_survives_any_byte_of_the_header_being_wrong(self, at):
        for value in (0, 1, 0x7F, 0xFF):
            data = bytearray(made())
            data[at] = value
            try:
                sound = read(bytes(data))
            except BadAudio:
                continue
            assert sound.samples.dtype == np.int16


class TestRate:
    @pytest.mark.parametrize("rate", [11025, 16000, 22050, 44100, 48000])
    def test_keeps_length_and_tone(self, rate):
        sound = at_rate(tone(1.0, rate=rate), 8000)

        strongest = np.abs(np.fft.rfft(sound.samples)).argmax()
        assert sound.rate == 8000
        assert sound.seconds == pytest.approx(1.0, abs=0.001)
        assert strongest == pytest.approx(440, abs=1)

    def test_leaves_out_what_the_telephone_cannot_carry(self):
        high = tone(1.0, rate=22050, hertz=6000)

        assert np.abs(at_rate(high, 8000).samples[200:-200]).max() < 400

    def test_stays_within_16_bits(self):
        loud = Sound(np.full(2205, 32767, np.int16), 22050)

        assert at_rate(loud, 8000).samples.min() > -8000

    def test_the_telephones_file_is_8_khz_mono(self):
        audio = for_telephone(tone(rate=22050))

        sound = read(audio.data)
        assert (audio.media_type, audio.rate, sound.rate) == ("audio/wav", 8000, 8000)

    def test_nothing_stays_nothing(self):
        assert len(read(for_telephone(tone(0, rate=22050)).data).samples) == 0
