"""Views: the lists of tickets that officers come back to."""

from helpdesk.views.defaults import View, defaults
from helpdesk.views.service import views

__all__ = ["View", "defaults", "views"]
