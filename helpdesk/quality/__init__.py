"""How calls were handled, judged by rules that a supervisor reads and writes."""

from helpdesk.quality.book import Book, RuleError, book
from helpdesk.quality.checking import check
from helpdesk.quality.exchange import findings_as_json, findings_from_json
from helpdesk.quality.model import Area, Check, Finding, TicketFacts

__all__ = [
    "Area",
    "Book",
    "Check",
    "Finding",
    "RuleError",
    "TicketFacts",
    "book",
    "check",
    "findings_as_json",
    "findings_from_json",
]
