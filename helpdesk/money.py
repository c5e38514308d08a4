"""Money: whole cents in records, yuan in rules and in words."""

from decimal import Decimal, InvalidOperation

from helpdesk.errors import InvalidInput

CENTS = 100
MOST = 10**15  # ten billion yuan in cents: beyond any case, within BIGINT


def cents(yuan: str | int | Decimal) -> int:
    """Read an amount in yuan; half cents and negative amounts do not exist.

    >>> cents("13.80"), cents(8000)
    (1380, 800000)
    """
    try:
        amount = Decimal(yuan) * CENTS
        whole = amount.to_integral_value()
    except InvalidOperation as error:
        raise InvalidInput("not an amount of money") from error
    if not amount.is_finite() or amount != whole:
        raise InvalidInput("not an amount of money in yuan and cents")
    return read_cents(int(whole))


def read_cents(amount: int) -> int:
    """Check an amount in cents."""
    if not 0 <= amount <= MOST:
        raise InvalidInput("an amount of money is not negative, nor beyond reason")
    return amount


def yuan(amount: int) -> str:
    """Write cents as yuan, without idle zeros.

    >>> yuan(575_700_000), yuan(1380), yuan(5)
    ('5757000', '13.8', '0.05')
    """
    text = f"{Decimal(amount) / CENTS:.2f}"
    return text.rstrip("0").rstrip(".")
