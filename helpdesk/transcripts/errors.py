"""Why a file of transcripts is turned down, as a tree.

* BadTranscript             (an InvalidInput; ``code`` names its words in faults.yml)
  x Unreadable
    + Unopened              (the file is not there, or may not be read)
    + EmptyFile
    + Binary                (not a text and not a zip archive)
    + Spoilt                (text that was read in a wrong encoding and saved so)
    + Truncated             (JSON that ends in the middle)
    + Malformed             (a part is missing or is not what it has to be)
    + UnknownFormat
  x NotTranscribed
    + Unfinished            (the recogniser is still at work)
    + RecognitionFailed
  x BadTimes
    + MissingTimes
    + NegativeTimes
    + BeyondAudio           (a segment ends after the recording does)
    + TooLong               (no call takes that long)
  x TooMuch
    + TooManyBytes
    + TooManySegments
    + TooDeep               (JSON nested without end)
    + LongSegment
  x UnsafeArchive           (nothing of the archive is read)
    + UnsafeName
    + Bomb
    + BrokenArchive
  x VconNotRead
    + VconVersion
    + VconExtension         (it says that whoever ignores the extension errs)
    + VconSealed            (signed or encrypted)
    + VconBody              (a transcript of somebody else's schema)
"""

from collections.abc import Mapping

from helpdesk.errors import InvalidInput


class BadTranscript(InvalidInput):
    """A file can not be taken; the details hold no text of the call."""

    code = "bad_transcript"

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details: Mapping[str, object] = details


class Unreadable(BadTranscript):
    """The file is not what any reader reads."""


class Unopened(Unreadable):
    """The file can not be opened."""

    code = "unopened"


class EmptyFile(Unreadable):
    """There is nothing in it."""

    code = "empty_file"


class Binary(Unreadable):
    """It is not text."""

    code = "binary"


class Spoilt(Unreadable):
    """The characters were lost before the file came here."""

    code = "spoilt"


class Truncated(Unreadable):
    """It ends in the middle."""

    code = "truncated"


class Malformed(Unreadable):
    """A part of it, told by its path, is missing or of a wrong kind."""

    code = "malformed"


class UnknownFormat(Unreadable):
    """No reader knows it by its content."""

    code = "unknown_format"


class NotTranscribed(BadTranscript):
    """It is a recogniser's answer without a result."""


class Unfinished(NotTranscribed):
    """The recogniser is not done."""

    code = "unfinished"


class RecognitionFailed(NotTranscribed):
    """The recogniser gave up."""

    code = "recognition_failed"


class BadTimes(BadTranscript):
    """The times can not be those of a call."""


class MissingTimes(BadTimes):
    """A segment does not say when."""

    code = "missing_times"


class NegativeTimes(BadTimes):
    """A segment begins well before the recording."""

    code = "negative_times"


class BeyondAudio(BadTimes):
    """A segment ends well after the recording."""

    code = "beyond_audio"


class TooLong(BadTimes):
    """The call would take longer than any call."""

    code = "too_long"


class TooMuch(BadTranscript):
    """It is larger than a transcript can be."""


class TooManyBytes(TooMuch):
    """The file is too large."""

    code = "too_many_bytes"


class TooManySegments(TooMuch):
    """It has too many segments."""

    code = "too_many_segments"


class TooDeep(TooMuch):
    """Its JSON is nested too deep."""

    code = "too_deep"


class LongSegment(TooMuch):
    """One segment is too long to have been said."""

    code = "long_segment"


class UnsafeArchive(BadTranscript):
    """An archive that was made to do harm, or is broken."""


class UnsafeName(UnsafeArchive):
    """A name in it leads out of the archive."""

    code = "unsafe_name"


class Bomb(UnsafeArchive):
    """It unpacks to more than it may."""

    code = "bomb"


class BrokenArchive(UnsafeArchive):
    """It can not be unpacked."""

    code = "broken_archive"


class VconNotRead(BadTranscript):
    """A vCon that we must not read or can not read."""


class VconVersion(VconNotRead):
    """Its version is none that we know."""

    code = "vcon_version"


class VconExtension(VconNotRead):
    """It needs an extension that we do not know."""

    code = "vcon_extension"


class VconSealed(VconNotRead):
    """It is signed or encrypted as a whole."""

    code = "vcon_sealed"


class VconBody(VconNotRead):
    """There is no transcript in it that we understand."""

    code = "vcon_body"
