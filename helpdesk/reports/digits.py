"""Rounding that keeps figures few enough to be added up."""

STEPS = ((60, 5), (4 * 60, 15), (24 * 60, 60), (7 * 24 * 60, 4 * 60))
"""Up to how many minutes, and to how many they are rounded; above, to days."""


def rounded_up(minutes: int) -> int:
    """Round minutes up, the longer the coarser.

    >>> rounded_up(7), rounded_up(137), rounded_up(1000), rounded_up(20_161)
    (10, 150, 1020, 21600)
    """
    step = next((step for up_to, step in STEPS if minutes < up_to), 24 * 60)
    return -(-minutes // step) * step
