"""The few kinds of check that rules are made of."""

from helpdesk.quality.kinds.asking import Asks, ReadsBack
from helpdesk.quality.kinds.base import Kind, Trace
from helpdesk.quality.kinds.manner import Interrupts, Pace, Silence
from helpdesk.quality.kinds.repeating import Recaps, RepeatsRight
from helpdesk.quality.kinds.saying import Answers, Before, NeverSays, Promises, Says
from helpdesk.quality.kinds.ticketing import EqualsTicket, InTicket, NeedsTicket

__all__ = [
    "Answers",
    "Asks",
    "Before",
    "EqualsTicket",
    "InTicket",
    "Interrupts",
    "Kind",
    "NeedsTicket",
    "NeverSays",
    "Pace",
    "Promises",
    "ReadsBack",
    "Recaps",
    "RepeatsRight",
    "Says",
    "Silence",
    "Trace",
]
