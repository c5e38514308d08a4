"""Forms that a browser sends without a script: their fields, and whose page it was."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

MOST_FIELDS = 10

type Form = Mapping[str, str]
type Fields = Sequence[tuple[str, str]]


def read(body: bytes) -> Form:
    """Read a form; what can not be read is an empty one."""
    return dict(fields(body))


def fields(body: bytes, *, most: int = MOST_FIELDS) -> Fields:
    """Read a form in which a field may stand several times."""
    said = body.decode(errors="replace")
    try:
        return parse_qsl(said, keep_blank_values=True, max_num_fields=most)
    except ValueError:
        return ()


def token_for(cookie: str, *, purpose: str) -> str:
    """Return what every form must bring: who can not read our pages can not know it.

    Old telephones know no SameSite, and without a referrer they send no origin.
    """
    return hmac.new(cookie.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def is_ours(form: Form, cookie: str, *, purpose: str) -> bool:
    """Tell whether a form was on a page that this browser was given."""
    given = form.get("token", "").encode(errors="replace")
    right = token_for(cookie, purpose=purpose).encode()
    return bool(cookie) and hmac.compare_digest(given, right)
