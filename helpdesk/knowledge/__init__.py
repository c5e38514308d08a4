"""Knowledge: what is answered to a question, with its year and source."""

from helpdesk.knowledge.aspects import aspect_of, aspects, bare_aspect
from helpdesk.knowledge.editing import articles
from helpdesk.knowledge.filling import Context
from helpdesk.knowledge.loading import Loaded
from helpdesk.knowledge.proposals import proposals
from helpdesk.knowledge.service import Answer, knowledge

__all__ = [
    "Answer",
    "Context",
    "Loaded",
    "articles",
    "aspect_of",
    "aspects",
    "bare_aspect",
    "knowledge",
    "proposals",
]
