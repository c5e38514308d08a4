"""Summer relief: the heat allowance, and where to rest in the shade."""

from helpdesk.relief.policy import HeatAllowance
from helpdesk.relief.service import StationView, relief

__all__ = ["HeatAllowance", "StationView", "relief"]
