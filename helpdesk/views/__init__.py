"""Views: the lists of tickets that officers come back to."""

from helpdesk.views.defaults import View, defaults
from helpdesk.views.service import SHARING, views

__all__ = ["SHARING", "View", "defaults", "views"]
