"""The menu below the talk on WeChat."""

from helpdesk.menu.menu import Column, Entry, Menu, load, words_of

__all__ = ["Column", "Entry", "Menu", "load", "words_of"]
