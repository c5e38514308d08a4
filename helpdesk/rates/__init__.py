"""How fast senders may be: one token bucket each, shared where there is a Redis."""

from helpdesk.rates.allowances import Allowance, Sender, allowances
from helpdesk.rates.service import Rates

__all__ = ["Allowance", "Rates", "Sender", "allowances"]
