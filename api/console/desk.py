"""The desk's pages: what officers write with, what they look up, who gets what."""

from api.console.assignment import routes as assignment
from api.console.canned import routes as canned
from api.console.knowledge import editing, reviewing
from api.console.knowledge import routes as knowledge
from api.console.macros import routes as macros
from api.console.macros import running
from api.console.members import routes as members
from api.console.organisations import routes as organisations
from api.console.undelivered import routes as undelivered

ROUTERS = (
    canned.router,
    knowledge.router,
    editing.router,
    reviewing.router,
    macros.router,
    assignment.router,
    running.router,
    members.router,
    organisations.router,
    undelivered.router,
)
