"""Makes a worker's text safe to store, to show and to hand to the dialogue."""

import re

LONGEST = 2_000
"""Characters of one message: Rasa reads a message in its event loop, and 9,600
characters held up everybody for 2.4 s; a story of a dispute needs some 600."""

_NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters but tab and newline
    "\ud800-\udfff"  # halves of a surrogate pair
    "\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the reading direction
    "\ufeff\ufffe\uffff]"
)
_COMMAND = re.compile("^[\\s\u200b-\u200d\u2060\u00ad/／⁄∕╱⧸]+")


def legible(text: str) -> str:
    r"""Drop what cannot be read and cap the length; this is what is recorded.

    >>> legible(" 老板\x00不发\r\n工资 ")
    '老板不发\n工资'
    """
    return _UNSEEN.sub("", _NEWLINE.sub("\n", text)).strip()[:LONGEST]


def harmless(text: str) -> str:
    """Drop what the dialogue could read as a command; this is what the bot is asked.

    Rasa takes a message that begins with a slash for an intent of its own.

    >>> harmless(" /／ /restart")
    'restart'
    """
    return _COMMAND.sub("", legible(text))
