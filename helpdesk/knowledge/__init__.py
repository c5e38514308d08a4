"""Knowledge: what is answered to a question, with its year and source."""

from helpdesk.knowledge.service import Answer, knowledge

__all__ = ["Answer", "knowledge"]
