"""Money in yuan, exact to the cent."""

from decimal import ROUND_HALF_UP, Decimal

from helpdesk.calculators.dates import Stretch

CENT = Decimal("0.01")
NOTHING = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    """Round to the cent, halves up.

    >>> cents(Decimal("28.735"))
    Decimal('28.74')
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def for_stretch(monthly: Decimal, span: Stretch) -> Decimal:
    """Return the pay of whole months and part of one, by calendar days."""
    return cents(monthly * span.months + monthly * span.days / span.of)


def plain(number: Decimal) -> str:
    """Write a number without idle zeros, with at most the cents.

    >>> plain(Decimal("5000.00")), plain(Decimal("6.9")), plain(Decimal("28.735"))
    ('5000', '6.9', '28.74')
    """
    text = f"{cents(number):f}"
    return text.rstrip("0").rstrip(".")
