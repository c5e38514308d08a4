"""A token as a line of the list."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.console.calls.told import day, moment
from api.console.names import names
from helpdesk import clock
from helpdesk.models import ApiToken
from helpdesk.tokens import TokenState, tokens


@dataclass(frozen=True, slots=True)
class Line:
    """What the list shows; the words of a token are not among it."""

    prefix: str
    name: str
    role: str
    union: str | None
    until: str
    used: str | None
    state: TokenState
    told: str


def line_of(token: ApiToken, unions: Mapping[int, str]) -> Line:
    """Return a token as a line."""
    account, state = token.officer, tokens.state(token)
    union = account.organisation_id
    return Line(
        prefix=token.prefix,
        name=account.name,
        role=names().roles[account.role],
        union=unions.get(union, str(union)) if union is not None else None,
        until=day(clock.day_of(token.expires_at)),
        used=moment(token.last_used_at) if token.last_used_at else None,
        state=state,
        told=names().token_states[state],
    )
