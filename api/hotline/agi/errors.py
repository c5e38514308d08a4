"""What can go wrong with a call over AGI, as a tree.

* AgiError
  x Malformed          (what came is not the protocol)
  x Turned             (the request is not for us, or without the token)
  x Failed             (Asterisk could not do what it was told)
  x HungUp             (nobody is there any more)

No text of theirs holds what the other side sent: they go to the log as they are.
"""


class AgiError(Exception):
    """Base class of everything that ends a call before its time."""


class Malformed(AgiError):
    """The other side does not speak AGI."""


class Turned(AgiError):
    """The request asks for something else, or does not show the token."""


class Failed(AgiError):
    """Asterisk could not do what it was told, or never said whether it did."""


class HungUp(AgiError):
    """The caller hung up, or the connection is gone."""
