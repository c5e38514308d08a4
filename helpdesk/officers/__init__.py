"""Officers: accounts of the union's staff, and who of them is signed in."""

from helpdesk.officers.accounts import Profile, accounts
from helpdesk.officers.entering import (
    Entered,
    actor_of,
    admit,
    enrol,
    enter,
    leave,
    prove,
)
from helpdesk.officers.factor import Enrolment, factors, is_obligatory
from helpdesk.officers.passwords import Secret, compare, one_time, secret
from helpdesk.officers.repository import Wanted
from helpdesk.officers.scope import scope_of
from helpdesk.officers.service import officers
from helpdesk.officers.sessions import (
    Browser,
    Pending,
    longest,
    new_token,
    officer_sessions,
)
from helpdesk.officers.sign_on import Begun, sign_ons
from helpdesk.scope import Scope

__all__ = [
    "Begun",
    "Browser",
    "Enrolment",
    "Entered",
    "Pending",
    "Profile",
    "Scope",
    "Secret",
    "Wanted",
    "accounts",
    "actor_of",
    "admit",
    "compare",
    "enrol",
    "enter",
    "factors",
    "is_obligatory",
    "leave",
    "longest",
    "new_token",
    "officer_sessions",
    "officers",
    "one_time",
    "prove",
    "scope_of",
    "secret",
    "sign_ons",
]
