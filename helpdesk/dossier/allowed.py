"""What an officer can do with a ticket as it stands: what is not is not offered."""

from helpdesk.casework import casework
from helpdesk.casework.verbs import Hold, Verb, is_leader, names, verb
from helpdesk.models import Officer, Ticket

ON_MERGED = frozenset({"note", "unmerge"})
"""What is still done with a ticket for which another one goes on."""


def allowed(ticket: Ticket, officer: Officer) -> frozenset[str]:
    """Return the verbs that would be let through."""
    verbs = (verb(name) for name in names())
    possible = {one.name for one in verbs if _is_open(one, ticket, officer)}
    if ticket.merged_into_id is not None:
        possible &= ON_MERGED
    else:
        possible -= {"unmerge"}
    return frozenset(possible)


def _is_open(one: Verb, ticket: Ticket, officer: Officer) -> bool:
    if officer.role not in one.roles or ticket.status not in one.states:
        return False
    holder = casework.claimer(ticket)
    if one.name in ("claim", "steal", "release"):
        return _is_about_claims(one.name, holder, officer)
    if one.hold is Hold.any or holder in (None, officer.id):
        return True
    return one.hold is Hold.free and is_leader(officer.role)


def _is_about_claims(name: str, holder: int | None, officer: Officer) -> bool:
    match name:
        case "claim":
            return holder is None
        case "release":
            return holder == officer.id
    return holder not in (None, officer.id)
