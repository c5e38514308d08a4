"""Proofs of keys: a word sealed with each, so that a wrong key is known beforehand.

They tell nothing of the keys. That an id is the same does not mean that the key is.
"""

import base64
import hmac
from collections.abc import Mapping

from helpdesk.errors import ConfigurationError
from helpdesk.sealing import KeyRing, Sealer

WORD, PURPOSE = "gonghui", "backup.proof"
LOOKUP = "lookup key"


def proofs(ring: KeyRing) -> dict[str, str]:
    """Seal the word with every field key, and digest it with the lookup key."""
    sealed = {
        name: _alone(ring, name).seal_bytes(WORD.encode(), purpose=PURPOSE)
        for name in ring.field_keys
    }
    digest = Sealer(ring).digest(WORD, purpose=PURPOSE)
    written = {**sealed, LOOKUP: digest}
    return {name: base64.b64encode(value).decode() for name, value in written.items()}


def differing(
    ring: KeyRing, proofs: Mapping[str, str], *, needed: frozenset[str]
) -> list[str]:
    """Return the ids of needed keys that are missing here or are other keys."""
    asked = sorted(needed & proofs.keys())
    return [name for name in asked if not _fits(ring, name, proofs[name])]


def _fits(ring: KeyRing, name: str, proof: str) -> bool:
    value = base64.b64decode(proof)
    if name == LOOKUP:
        digest = Sealer(ring).digest(WORD, purpose=PURPOSE)
        return hmac.compare_digest(digest, value)
    if name not in ring.field_keys:
        return False
    try:
        return _alone(ring, name).open(value, purpose=PURPOSE) == WORD
    except ConfigurationError:
        return False


def _alone(ring: KeyRing, name: str) -> Sealer:
    return Sealer(KeyRing({name: ring.field_keys[name]}, ring.lookup_key))
