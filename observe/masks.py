"""The last line of defence: what looks like a person or a secret is hidden in any text.

Nothing personal is written to the log on purpose. A library may do it unasked.
"""

import re

HIDDEN = "***"

NUMBER = re.compile(r"\d(?:[ -]?\d){10,}[Xx]?")  # a mobile number has 11 digits
LONG = re.compile(
    # Openids have 28 characters, our own keys 22 and more.
    rf"(?<![A-Za-z0-9_-])(?P<word>[A-Za-z0-9_-]{{22,}})|{NUMBER.pattern}"
)
HEXADECIMAL = re.compile(r"(?=[0-9-]*[a-f])[0-9a-f-]+")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
PASSWORD = re.compile(r"://[^/\s@]*:\S+@")
SCHEME = re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]+", re.IGNORECASE)
NAMED = re.compile(r"\b(\w*(?:token|secret|password|openid|signature)=)[^\s&\"'\\]+")


def masked(text: str) -> str:
    """Hide phones, ID and card numbers, openids, keys, passwords and mail addresses.

    >>> masked("sms to 13800138000 about 261123000424")
    'sms to *** about 261123000424'
    """
    if "@" in text:
        text = MAIL.sub(HIDDEN, PASSWORD.sub(f"://{HIDDEN}@", text))
    if "=" in text:
        text = NAMED.sub(rf"\1{HIDDEN}", text)
    if "earer" in text or "asic" in text:
        text = SCHEME.sub(rf"\1 {HIDDEN}", text)
    return LONG.sub(_hide, text)


def _hide(found: re.Match[str]) -> str:
    return _hide_key(found[0]) if found["word"] else _hide_number(found)


def _hide_key(word: str) -> str:
    """Hide a key: unlike a long name it mixes digits, large and small letters."""
    if HEXADECIMAL.fullmatch(word):  # the id of a message on its way, a checksum
        return word
    mixes = word != word.lower() and word != word.upper()
    if mixes and any(map(str.isdecimal, word)):
        return HIDDEN
    return NUMBER.sub(_hide_number, word)


def _hide_number(found: re.Match[str]) -> str:
    """Hide a number but a ticket's, which operators need; a landline begins with 0."""
    digits = re.sub("[ -]", "", found[0])
    is_ticket = len(digits) == 12 and digits.isdecimal() and digits[0] != "0"
    return found[0] if is_ticket else HIDDEN
