"""The desk's pages: what officers write with, what they look up, who gets what."""

from api.console.canned import routes as canned
from api.console.knowledge import editing, reviewing
from api.console.knowledge import routes as knowledge

ROUTERS = (
    canned.router,
    knowledge.router,
    editing.router,
    reviewing.router,
)
