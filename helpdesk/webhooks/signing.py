"""How a call proves that it comes from us, and when it was made."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

HEADER = "Gonghui-Signature"


def new_secret() -> str:
    """Return a key that nobody can guess."""
    return f"whsec_{secrets.token_urlsafe(32)}"


def signature(body: bytes, keys: Iterable[str], *, at: datetime) -> str:
    """Sign a body with its moment, once with each key.

    >>> from datetime import UTC
    >>> signature(b"{}", ["key"], at=datetime(2026, 7, 1, tzinfo=UTC))[:28]
    't=1782864000,v1=6a92bc19ab4f'
    """
    moment = f"{int(at.timestamp())}"
    signed = moment.encode() + b"." + body
    made = (hmac.new(key.encode(), signed, sha256).hexdigest() for key in keys)
    return ",".join([f"t={moment}", *(f"v1={mac}" for mac in made)])
