"""Which recogniser and which voice an address means."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from speech.errors import BadAddress
from speech.kinds import Recogniser
from speech.posting import PostingRecogniser

RECOGNISERS: Mapping[str, Callable[[str], Recogniser]] = {
    "http": PostingRecogniser,
    "https": PostingRecogniser,
}


def recogniser(url: str) -> Recogniser:
    """Return the recogniser at an address; its scheme says of what kind it is."""
    make = RECOGNISERS.get(_scheme(url))
    if make is None:
        raise BadAddress(f"a recogniser begins with one of {', '.join(RECOGNISERS)}")
    return make(url)


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""
