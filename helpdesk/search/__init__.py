"""Search: tickets, conversations and calls by what was said in them.

Texts stay sealed; what is kept to find them are keyed digests (decision 0030).
"""

from helpdesk.search.excerpts import Excerpt, Part
from helpdesk.search.indexing import Share, begin_anew, index_due, left
from helpdesk.search.judging import Found, Hit, judge
from helpdesk.search.question import Question, question
from helpdesk.search.repository import Place
from helpdesk.search.service import Gathered, Seeker, Wanted, gather

__all__ = [
    "Excerpt",
    "Found",
    "Gathered",
    "Hit",
    "Part",
    "Place",
    "Question",
    "Seeker",
    "Share",
    "Wanted",
    "begin_anew",
    "gather",
    "index_due",
    "judge",
    "left",
    "question",
]
