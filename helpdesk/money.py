"""Money: whole cents in records, yuan in rules and in words."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from helpdesk.errors import InvalidInput

CENTS = 100
CENT = Decimal("0.01")
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
    return plain(Decimal(amount) / CENTS)


def rounded(amount: Decimal) -> Decimal:
    """Round yuan to the cent, halves up.

    >>> rounded(Decimal("28.735"))
    Decimal('28.74')
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """Write a number without idle zeros, with at most the cents.

    >>> plain(Decimal("5000.00")), plain(Decimal("6.9")), plain(Decimal("28.735"))
    ('5000', '6.9', '28.74')
    """
    return f"{rounded(number):f}".rstrip("0").rstrip(".")
