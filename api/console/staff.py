"""The pages of officers' accounts: one's own, everybody's, and what was done."""

from api.console.audit import routes as audit
from api.console.audit.book import book
from api.console.me import authenticator, password
from api.console.me import routes as me
from api.console.officers import routes as officers
from api.console.officers.table import deeds
from api.console.sign_on import routes as sign_on
from api.console.tokens import routes as tokens

ROUTERS = (
    sign_on.router,
    me.router,
    password.router,
    authenticator.router,
    officers.router,
    audit.router,
    tokens.router,
)


def check() -> None:
    """Read what is said in files; one that is wrong stops the start here."""
    book(), deeds()
