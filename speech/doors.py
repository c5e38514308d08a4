"""Which recogniser and which voice an address means."""

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from speech.errors import BadAddress
from speech.espeak import Espeak
from speech.funasr import FunASR
from speech.kinds import Recogniser, Synthesiser
from speech.posting import PostingRecogniser
from speech.recorded import RecordedRecogniser
from speech.speaking import PostingSynthesiser
from speech.voice import Voice

RECOGNISERS: Mapping[str, Callable[[str], Recogniser]] = {
    "http": PostingRecogniser,
    "https": PostingRecogniser,
    "ws": FunASR,
    "wss": FunASR,
    "recorded": lambda url: RecordedRecogniser(Path(url.partition(":")[2])),
}
VOICES: Mapping[str, Callable[[str], Synthesiser]] = {
    "espeak": lambda _: Espeak(),
    "http": PostingSynthesiser,
    "https": PostingSynthesiser,
}
NETWORK = frozenset({"http", "https", "ws", "wss"})


def recogniser(url: str) -> Recogniser:
    """Return the recogniser at an address; its scheme says of what kind it is."""
    return _made(RECOGNISERS, url)


def synthesiser(url: str, *, keep_in: Path | None = None) -> Voice:
    """Return the voice at an address; what may be kept is kept in the folder."""
    return Voice(_made(VOICES, url), name=url, folder=keep_in)


def _made[Kind](kinds: Mapping[str, Callable[[str], Kind]], url: str) -> Kind:
    try:
        parts = urlsplit(url)
        names_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise BadAddress("it is no address") from None
    make = kinds.get(parts.scheme)
    if make is None:
        raise BadAddress(f"it does not begin with one of {', '.join(kinds)}")
    if parts.scheme in NETWORK and not names_host:
        raise BadAddress("it names no host")
    return make(url)
