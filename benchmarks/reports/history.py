"""Invented years of tickets: only what the reports read is like life."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from helpdesk import workdays
from helpdesk.models import ServiceClass, TicketSource, TicketStatus
from helpdesk.tickets.clocks import day_of

CATEGORIES = {
    "report_unpaid_wages": 16,
    "report_dismissal": 9,
    "report_overtime": 6,
    "report_social_insurance": 6,
    "report_work_injury": 5,
    "apply_legal_aid": 5,
    "join_union": 12,
    "report_card_problem": 8,
    "transfer_membership": 6,
    "apply_hardship_aid": 5,
    "claim_mutual_aid": 5,
    "apply_dream_plan": 6,
    "request_cooling_relief": 3,
    "complain_service": 2,
    "request_human": 6,
}
SERVICES = {
    ServiceClass.inquiry: 30,
    ServiceClass.assistance: 35,
    ServiceClass.petition: 25,
    ServiceClass.legal_aid: 7,
    ServiceClass.suggestion: 3,
}
SOURCES = {
    TicketSource.wechat: 45,
    TicketSource.hotline: 25,
    TicketSource.chat: 15,
    TicketSource.transcript: 8,
    TicketSource.officer: 6,
    TicketSource.api: 1,
}
HOURS = (1, 1, 1, 1, 1, 1, 2, 4, 9, 14, 15, 12, 6, 7, 13, 14, 12, 8, 6, 5, 5, 4, 3, 2)


def history(
    count: int,
    *,
    days: int,
    until: datetime,
    paths: Sequence[str | None],
    seed: int = 1,
) -> Iterator[dict[str, Any]]:
    """Yield tickets as rows, the oldest first."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    first = until - timedelta(days=days)
    for n in range(count):
        day = first + timedelta(days=days * n / count)
        yield _row(n, day, until, dice, paths)


def _row(
    n: int,
    day: datetime,
    until: datetime,
    dice: random.Random,
    paths: Sequence[str | None],
) -> dict[str, Any]:
    hour = dice.choices(range(24), HOURS)[0]
    opened = day.astimezone(UTC).replace(
        hour=(hour - 8) % 24, minute=dice.randrange(60)
    )
    opened = min(opened, until)
    settles = opened + timedelta(days=min(dice.expovariate(1 / 4), 60))
    answers = opened + timedelta(minutes=5 + dice.expovariate(1 / 240))
    is_settled, is_answered = settles <= until, answers <= until
    due = workdays.after(day_of(opened), dice.choice([5, 5, 5, 15]))
    return {
        "number": f"{n:012}",
        "source": _one(SOURCES, dice),
        "category": _one(CATEGORIES, dice),
        "service_class": _one(SERVICES, dice),
        "skill": "legal_aid",
        "subject": "x",
        "details": {},
        "priority": "normal",
        "status": TicketStatus.closed if is_settled else TicketStatus.open,
        "created_at": opened,
        "changed_at": settles if is_settled else opened,
        "answer_due_at": opened + timedelta(days=1),
        "answered_at": answers if is_answered else None,
        "due_on": due,
        "settled_at": settles if is_settled else None,
        "path": dice.choice(paths),
        "rating": dice.choices([None, 5, 4, 3, 1], [70, 20, 7, 2, 1])[0]
        if is_settled
        else None,
        "urged": 0,
        "escalation": int(dice.random() < 0.02),
    }


def _one[Kind](weights: dict[Kind, int], dice: random.Random) -> Kind:
    return dice.choices(list(weights), list(weights.values()))[0]
