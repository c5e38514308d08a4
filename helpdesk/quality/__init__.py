"""How calls were handled, judged by rules that a supervisor reads and writes."""

from helpdesk.quality.book import Book, RuleError, book
from helpdesk.quality.checking import check
from helpdesk.quality.exchange import findings_as_json, findings_from_json
from helpdesk.quality.model import Area, Check, Finding, TicketFacts
from helpdesk.quality.service import Wanted, quality

__all__ = [
    "Area",
    "Book",
    "Check",
    "Finding",
    "RuleError",
    "TicketFacts",
    "Wanted",
    "book",
    "check",
    "findings_as_json",
    "findings_from_json",
    "quality",
]
