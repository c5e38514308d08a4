"""Watching: what is new for the officers who have the console open."""

from helpdesk.watching.lookout import Lookout
from helpdesk.watching.news import ALL_IS_NEW, EVERYTHING, News, Topic

__all__ = ["ALL_IS_NEW", "EVERYTHING", "Lookout", "News", "Topic"]
