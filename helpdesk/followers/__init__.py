"""Followers of the WeChat account: how often they may be written to, and by what."""

from helpdesk.followers.service import Contact, Grant, followers

__all__ = ["Contact", "Grant", "followers"]
