"""Cells of a table: what stands in each, and that no spreadsheet takes it for more."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from helpdesk import clock
from helpdesk.clock import day_of
from helpdesk.models import Priority, ServiceClass, TicketSource, TicketStatus
from helpdesk.privacy import Kind, mask, redact
from helpdesk.reports.exports.asking import Request
from helpdesk.rules import rules
from helpdesk.texts import tidy

RULES = Path(__file__).with_name("limits.yml")
LONGEST = 32_000
"""Characters of a cell: a spreadsheet takes 32,767."""

FORMULA = tuple("=+-@|%＝＋－＠")
"""What a formula may begin with; some spreadsheets fold full-width characters."""


@dataclass(frozen=True, slots=True)
class Ticketed:
    """A ticket as a row of a table is made from it."""

    id: int
    number: str
    category: str
    service_class: ServiceClass
    subject: str
    status: TicketStatus
    priority: Priority
    source: TicketSource
    created_at: datetime
    answered_at: datetime | None
    due_on: date | None
    settled_at: datetime | None
    waiting_since: datetime | None
    escalation: int
    supervised_at: datetime | None
    rating: int | None
    phone: str | None
    name: str | None
    union: str | None
    officer: str | None
    details: Mapping[str, str] | None = None

    @property
    def is_late(self) -> bool:
        """Tell whether its day was missed, or passes now; waiting stops the clock."""
        until = self.waiting_since or self.settled_at or clock.now()
        return self.due_on is not None and day_of(until) > self.due_on


def head() -> Sequence[str]:
    """Return the names of the columns."""
    return list(rules(RULES)["columns"].values())


def row(ticket: Ticketed, request: Request) -> Sequence[str]:
    """Return a ticket as cells, safe to be opened in a spreadsheet."""
    return [safe(_cell(name, ticket, request)) for name in rules(RULES)["columns"]]


def safe(text: str) -> str:
    r"""Return a text that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe(" \t@SUM(A1)"), safe("欠薪三个月"), safe("a\x00b")
    ("'=1+1", "'@SUM(A1)", '欠薪三个月', 'ab')
    """
    shown = tidy(text, limit=LONGEST)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def _cell(name: str, ticket: Ticketed, request: Request) -> str:
    book, value = rules(RULES), getattr(ticket, name)
    if value is None or value == "" or (name in book["clear"] and not request.is_clear):
        return ""
    if name in book["masked"] and not request.is_clear:
        return mask(Kind(book["masked"][name]), str(value))
    if isinstance(value, bool):
        return str(book["late"]) if value else ""
    written = next((write for kind, write in WRITTEN if isinstance(value, kind)), str)
    text = request.label(name, written(value))
    return text if request.is_clear else redact(text)


def _moment(value: datetime) -> str:
    return f"{value.astimezone(clock.SHENZHEN):%Y-%m-%d %H:%M}"


def _details(value: Mapping[str, str]) -> str:
    return "\n".join(f"{name}：{said}" for name, said in value.items() if said)


WRITTEN: Iterable[tuple[Any, Callable[[Any], str]]] = (
    (datetime, _moment),
    (date, date.isoformat),
    (Mapping, _details),
)
