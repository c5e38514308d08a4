"""An exception as the log may name it: its class and place, never its words.

Words of an exception may quote what a worker wrote.
"""

from traceback import walk_tb

FRAMES = 6
"""Innermost calls to name: enough to find the place, few enough to read."""

DEEPEST = 3
"""Causes behind an exception that are named as well."""


def told(error: BaseException) -> str:
    """Name an exception, its place, and what it was raised from."""
    parts, cause = [], error
    for _ in range(DEEPEST):
        parts.append(f"{type(cause).__name__} at {place_of(cause)}")
        behind = cause.__cause__ or (
            None if cause.__suppress_context__ else cause.__context__
        )
        if behind is None:
            break
        cause = behind
    return " from ".join(parts)


def place_of(error: BaseException) -> str:
    """Name the innermost calls of an exception without its words."""
    calls = [
        f"{frame.f_code.co_name} ({frame.f_code.co_filename}:{line})"
        for frame, line in walk_tb(error.__traceback__)
    ]
    return " < ".join(reversed(calls[-FRAMES:])) or "?"
