"""A recogniser that writes other characters of the same sound."""

from dataclasses import replace

from language.numerals import SPOKEN, TENS, UNITS
from language.pinyin import heard_as

SHARE = 0.3
KEPT = {*SPOKEN, *UNITS, *TENS, *"年月日号天个多半几点第"}
"""Numbers come out right: they are what recognisers are tuned to."""


def is_common(character):
    """Tell a character that a recogniser may write."""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def misheard(transcript, homophones, chance):
    """Write characters that sound alike, in every third place."""

    def write(character):
        sounds = heard_as(character)
        if character in KEPT or not sounds or chance.random() > SHARE:
            return character
        others = [c for c in homophones[sounds[0]] if c not in KEPT]
        return chance.choice(others) if others else character

    segments = tuple(
        replace(segment, text="".join(map(write, segment.text)))
        for segment in transcript.segments
    )
    return replace(transcript, segments=segments)
