"""Watching: what is new for the officers who have the console open."""

from helpdesk.watching.lookout import Lookout
from helpdesk.watching.news import EVERYTHING, News, Topic

__all__ = ["EVERYTHING", "Lookout", "News", "Topic"]
