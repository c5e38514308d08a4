"""Plays WeChat: its API, its pages, and a follower's telephone. In memory only."""

from wechat.standin.account import Account
from wechat.standin.app import create_app
from wechat.standin.world import World

__all__ = ["Account", "World", "create_app"]
