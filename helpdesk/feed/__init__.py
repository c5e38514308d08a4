"""The feed: tickets as other programs read them."""

from helpdesk.feed.asked import Asked, Order, Place
from helpdesk.feed.opened import Opened, Told
from helpdesk.feed.service import feed

__all__ = ["Asked", "Opened", "Order", "Place", "Told", "feed"]
