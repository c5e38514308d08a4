"""Why somebody looks at what is not theirs: asked for, and kept in the log."""

from helpdesk.errors import InvalidInput
from helpdesk.texts import tidy

LENGTHS = range(4, 201)


def reason(said: str) -> str:
    """Return a reason as it is kept.

    Raises:
        InvalidInput: It is none.
    """
    told = tidy(said, limit=max(LENGTHS))
    if len(told) not in LENGTHS:
        raise InvalidInput("say why, in at least four characters")
    return told
