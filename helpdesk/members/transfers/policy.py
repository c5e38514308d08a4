"""The rules of transfers: which kind one is, and what comes next in every state."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpdesk.members.progress import Progress
from helpdesk.models import TRANSFER_STEPS, Route, TransferKind, TransferStatus
from helpdesk.organisations import Reason
from helpdesk.organisations.routes import read_reason

RULES = Path(__file__).with_name("rules.yml")


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(RULES.read_text("utf-8"))
    return rules


def kind_of(giving: str | None, receiving: str | None) -> TransferKind:
    """Tell a move by the districts of its ends; the city's own unions have none.

    >>> kind_of("福田", "宝安").value, kind_of(None, "宝安").value
    ('between_districts', 'within_district')
    """
    apart = giving is not None and receiving is not None and giving != receiving
    return TransferKind.between_districts if apart else TransferKind.within_district


def next_of(kind: TransferKind, status: TransferStatus) -> TransferStatus | None:
    """Return the state that a yes leads to; None where nobody's yes is waited for."""
    steps = TRANSFER_STEPS[kind]
    if status not in steps[:-1]:
        return None
    return steps[steps.index(status) + 1]


def principles(kind: TransferKind, route: Route | None) -> tuple[Reason, ...]:
    """Tell the rules that hold for a transfer, with their sources."""
    names = ["follows_work"]
    if kind in {TransferKind.out_of_city, TransferKind.into_city}:
        names.append(kind.value)
    if route is not None:
        at_work = route is Route.employer
        names.append("new_union" if at_work else "without_union")
    if kind is TransferKind.between_districts:
        names.append(kind.value)
    return tuple(read_reason(_rules()["principles"][name]) for name in names)


def progress(
    kind: TransferKind,
    status: TransferStatus,
    *,
    giving: str | None,
    receiving: str | None,
    outside: str | None,
    reason: str | None = None,
) -> Progress:
    """Tell a member where the transfer is and what comes next."""
    rules = _rules()
    ends = {"giving": giving, "receiving": receiving, "outside": outside}
    names = {end: name or rules["unnamed"][end] for end, name in ends.items()}
    is_new = kind is TransferKind.into_city
    number = "given" if is_new else "kept"
    words = names | {
        "first": names["receiving" if is_new else "giving"],
        "number": rules["number"][number],
        "afterwards": rules["afterwards"][number].format(**names),
        "after_release": rules["after_release"][kind].format(**names),
        "reason": f"：{reason}" if reason else "",
    }
    return Progress.read(rules["states"][status], words)
