"""Tickets as tests of reports need them: every moment said."""

from datetime import UTC, date, datetime
from itertools import count

from helpdesk.models import ServiceClass, Ticket, TicketSource, TicketStatus
from helpdesk.reports.facts import Matter

MONDAY = datetime(2026, 7, 13, 1, 0, tzinfo=UTC)  # nine o'clock in Shenzhen
_numbers = count(1)


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of July 2026 in Shenzhen, between eight and midnight."""
    return datetime(2026, 7, day, hour - 8, minute, tzinfo=UTC)


def matter(**said) -> Matter:
    told = {
        "created_at": at(13),
        "source": TicketSource.wechat,
        "category": "report_unpaid_wages",
        "status": TicketStatus.open,
        "service_class": ServiceClass.petition,
    }
    return Matter(**{**told, **said})


def ticket(**said) -> Ticket:
    told = {
        "number": f"{next(_numbers):012}",
        "subject": "x",
        "details": {},
        "created_at": at(13),
        "changed_at": at(13),
        "source": TicketSource.wechat,
        "category": "report_unpaid_wages",
        "status": TicketStatus.open,
        "service_class": ServiceClass.petition,
        "due_on": date(2026, 7, 31),
    }
    return Ticket(**{**told, **said})
