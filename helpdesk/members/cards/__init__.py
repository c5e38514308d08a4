"""Cards: asked for, made, handed out, activated, bound, lost, found, replaced."""

from helpdesk.members.cards.policy import Advice, CardProblem
from helpdesk.members.cards.service import cards

__all__ = ["Advice", "CardProblem", "cards"]
