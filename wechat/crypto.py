"""Signatures and envelopes of the callback.

SHA-1 and the key as initialisation vector are WeChat's choice.
"""

import base64
import hashlib
import hmac
import os
import re

from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from wechat.errors import BadCipher, BadKey, WrongApp

_KEY = re.compile("[A-Za-z0-9]{43}")
_RANDOM = 16
_LENGTH = 4
_PADDING = PKCS7(32 * 8)
"""WeChat pads to 32 bytes, though AES works in blocks of 16."""


def signature(*parts: str) -> str:
    """Sign as WeChat does.

    >>> signature("AAAAA", "1714036504", "1514711492")
    'f464b24fc39322e44b38aa78f5edd27bd1441696'
    """
    return hashlib.sha1(_octets("".join(sorted(parts)))).hexdigest()  # noqa: S324 (WeChat's choice)


def is_signed(given: str, *parts: str) -> bool:
    """Tell whether a signature is right, in the same time for every wrong one."""
    return hmac.compare_digest(_octets(given), _octets(signature(*parts)))


class Cipher:
    """Opens and closes the envelopes of one account with one key."""

    def __init__(self, key43: str, app_id: str) -> None:
        if not _KEY.fullmatch(key43):
            raise BadKey("an EncodingAESKey is 43 letters and digits")
        key = base64.b64decode(key43 + "=")
        self._block = BlockCipher(AES256(key), CBC(key[:16]))
        self._app_id = app_id.encode()

    def encrypt(self, text: str, *, random: bytes | None = None) -> str:
        """Close an envelope; ``random`` is for official examples only."""
        inside = text.encode()
        length = len(inside).to_bytes(_LENGTH, "big")
        padder = _PADDING.padder()
        full = (random or os.urandom(_RANDOM)) + length + inside + self._app_id
        padded = padder.update(full) + padder.finalize()
        encryptor = self._block.encryptor()
        closed = encryptor.update(padded) + encryptor.finalize()
        return base64.b64encode(closed).decode("ascii")

    def decrypt(self, b64: str) -> str:
        """Open an envelope that was closed for our account."""
        full = self._opened(b64)
        begin = _RANDOM + _LENGTH
        end = begin + int.from_bytes(full[_RANDOM:begin], "big")
        if not begin <= end <= len(full):
            raise BadCipher("the length inside is wrong")
        if not hmac.compare_digest(full[end:], self._app_id):
            raise WrongApp("the envelope is another account's")
        try:
            return full[begin:end].decode()
        except UnicodeDecodeError:
            raise BadCipher("the text inside is not UTF-8") from None

    def _opened(self, b64: str) -> bytes:
        """Decrypt and check every byte of the padding."""
        try:
            closed = base64.b64decode(b64.encode("ascii"), validate=True)
            decryptor, unpadder = self._block.decryptor(), _PADDING.unpadder()
            padded = decryptor.update(closed) + decryptor.finalize()
            return unpadder.update(padded) + unpadder.finalize()
        except ValueError:
            raise BadCipher("the envelope is damaged") from None


def _octets(text: str) -> bytes:
    """Return any text's bytes, be it no text at all."""
    return text.encode("utf-8", "surrogatepass")
