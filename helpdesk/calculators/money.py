"""Pay of months and parts of months."""

from decimal import Decimal

from helpdesk.calculators.dates import Stretch
from helpdesk.money import rounded

NOTHING = Decimal(0)


def for_stretch(monthly: Decimal, span: Stretch) -> Decimal:
    """Return the pay of whole months and part of one, by calendar days."""
    return rounded(monthly * span.months + monthly * span.days / span.of)
