"""What can go wrong with speech, as a tree.

* SpeechError
  x BadAddress              (a setting that names no recogniser or voice)
  x BadAudio                (a recording that can not be read)
  x TooLong                 (more audio, or more text, than is taken)
  x Refused                 (the other side said no)
  x Unreachable             (it said nothing that can be read, or not in time)

None of their texts holds words, addresses or names of files: they may be logged.
"""


class SpeechError(Exception):
    """Base class of everything that this library raises."""


class BadAddress(SpeechError):
    """The setting names no recogniser or voice that there is."""


class BadAudio(SpeechError):
    """The recording is broken, or of a kind that nobody can read."""


class TooLong(SpeechError):
    """There is more of it than is taken."""


class Refused(SpeechError):
    """The recogniser or the voice was asked and said no."""


class Unreachable(SpeechError):
    """It gave no answer that can be read."""
