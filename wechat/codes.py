"""What to do about the codes with which WeChat's interface says no."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Remedy(StrEnum):
    """What helps."""

    retry = "retry"  # later, with growing pauses
    refresh = "refresh"  # the access token is over
    shorten = "shorten"  # the text is too long
    window = "window"  # the follower wrote longer than 48 hours ago
    quota = "quota"  # all messages that the follower granted are used
    opt_in = "opt_in"  # the follower did not agree to this notice, or no longer
    stop = "stop"  # never to this follower
    operator = "operator"  # somebody has to set the account or this machine right


REMEDIES: Mapping[int, Remedy] = MappingProxyType(
    {
        -1: Remedy.retry,  # the system is busy
        40001: Remedy.refresh,
        40014: Remedy.refresh,
        42001: Remedy.refresh,
        40003: Remedy.stop,  # no such openid
        43004: Remedy.stop,  # follows no longer
        48002: Remedy.stop,  # does not want our messages
        43101: Remedy.opt_in,
        45002: Remedy.shorten,
        45009: Remedy.retry,  # the day's calls are used
        45011: Remedy.retry,  # the minute's calls are used
        45015: Remedy.window,
        45047: Remedy.quota,
        40013: Remedy.operator,  # the app id
        40125: Remedy.operator,  # the secret
        40164: Remedy.operator,  # our address is not on the account's list
        40200: Remedy.operator,  # an account of this type may not
        48001: Remedy.operator,  # this account may not
    }
)


def remedy(code: int) -> Remedy:
    """Return what to do about a code; one that is not known is tried again.

    >>> remedy(45015).value, remedy(99999).value
    ('window', 'retry')
    """
    return REMEDIES.get(code, Remedy.retry)
