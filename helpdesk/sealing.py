"""Sealing of personal data: AES-GCM with a key id, and keyed digests for look-up.

A sealed value is ``length of id · id · nonce · ciphertext``: the id tells which key
opens it, so that keys can be changed without touching every row at once. The purpose
is authenticated with it: a sealed phone moved into another column does not open.
"""

import hashlib
import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect

from helpdesk.errors import ConfigurationError

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of one installation; the first field key seals, all open."""

    field_keys: Mapping[str, bytes]
    lookup_key: bytes


class Sealer:
    """Seals, opens and digests with one key ring.

    A process that runs while keys are rotated meets values under a key it does not
    know; it then asks ``renew`` for the ring as it is now.
    """

    def __init__(
        self, keys: KeyRing, renew: Callable[[], KeyRing] | None = None
    ) -> None:
        self._renew = renew
        self._use(keys)

    @property
    def header(self) -> bytes:
        """Return how every value begins that the current key seals."""
        return self._header

    def seal(self, text: str, *, purpose: str) -> bytes:
        """Encrypt a text with the current key."""
        clear = text.encode(errors="replace")  # half an emoji must not stop a message
        return self.seal_bytes(clear, purpose=purpose)

    def open(self, sealed: bytes, *, purpose: str) -> str:
        """Decrypt a text that was sealed for the same purpose."""
        return self.open_bytes(sealed, purpose=purpose).decode()

    def seal_bytes(self, clear: bytes, *, purpose: str) -> bytes:
        """Encrypt bytes with the current key."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, clear, purpose.encode())
        return self._header + nonce + sealed

    def open_bytes(self, sealed: bytes, *, purpose: str) -> bytes:
        """Decrypt what was sealed for the same purpose with any key of the ring."""
        end = 1 + sealed[0]
        name = sealed[1:end].decode()
        nonce, body = sealed[end : end + NONCE_BYTES], sealed[end + NONCE_BYTES :]
        cipher = self._cipher(name)
        try:
            return cipher.decrypt(nonce, body, purpose.encode())
        except InvalidTag as error:
            raise ConfigurationError(
                f"field key {name!r} does not open this {purpose}; "
                "was the key changed under the same id?"
            ) from error

    def digest(self, text: str, *, purpose: str) -> bytes:
        """Return the keyed digest that stands for a text in a look-up column."""
        said = f"{purpose}\0{text}".encode(errors="replace")
        return hmac.digest(self._lookup_key, said, hashlib.sha256)

    def _use(self, keys: KeyRing) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in keys.field_keys.items()}
        self._current = next(iter(keys.field_keys))
        self._header = header(self._current)
        self._lookup_key = keys.lookup_key

    def _cipher(self, name: str) -> AESGCM:
        """Return the cipher of a key; one that is not known may be new."""
        if name not in self._ciphers and self._renew is not None:
            self._use(self._renew())
        if name not in self._ciphers:
            raise ConfigurationError(
                f"field key {name!r} is missing; add it to GONGHUI_FIELD_KEYS"
            )
        return self._ciphers[name]


def header(name: str) -> bytes:
    r"""Return how a value begins that the key of this id sealed.

    >>> header("k2")
    b'\x02k2'
    """
    return bytes([len(name.encode())]) + name.encode()


# Column types are told only the dialect; each engine has one of its own.
_SEALERS: WeakKeyDictionary[Dialect, Sealer] = WeakKeyDictionary()


def install(dialect: Dialect, sealer: Sealer) -> None:
    """Let the column types of this engine's dialect seal with these keys."""
    _SEALERS[dialect] = sealer


def sealer_of(dialect: Dialect) -> Sealer:
    """Return the sealer of an engine made by ``helpdesk.database``."""
    try:
        return _SEALERS[dialect]
    except KeyError:
        raise ConfigurationError(
            "this engine has no keys; make it with helpdesk.database.create_engine"
        ) from None
