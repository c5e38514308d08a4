"""Figures: what operators are told of the records, and nothing of anybody's."""

from helpdesk.figures.counters import (
    HANDOVERS,
    TICKET_EVENTS,
    TICKETS_OPENED,
    TOO_OFTEN,
    job,
)
from helpdesk.figures.service import keep_figures

__all__ = [
    "HANDOVERS",
    "TICKETS_OPENED",
    "TICKET_EVENTS",
    "TOO_OFTEN",
    "job",
    "keep_figures",
]
