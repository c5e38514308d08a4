"""Rounding that keeps figures few enough to be added up."""


def two_digits(number: int) -> int:
    """Round up to two significant digits: at most a tenth more, however large.

    >>> two_digits(7), two_digits(99), two_digits(137), two_digits(20161)
    (7, 99, 140, 21000)
    """
    step: int = 10 ** max(len(str(number)) - 2, 0)
    return -(-number // step) * step
