"""Which tickets an officer wants to see, and in which order: a value, read strictly."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from types import UnionType
from typing import Any, Self, get_args, get_type_hints

from helpdesk.errors import InvalidInput
from helpdesk.models import Priority, ServiceClass, TicketSource
from helpdesk.tickets.handling import skills


class Standing(StrEnum):
    """How far the tickets have come, as officers group it."""

    unsettled = "unsettled"
    todo = "todo"  # an officer's turn
    new = "new"
    open = "open"
    pending = "pending"  # waits for the worker
    follow_up = "follow_up"  # resolved, and nobody asked the worker yet
    settled = "settled"  # lately; what is older is found by searching

    @property
    def is_settled(self) -> bool:
        """Tell whether these need nobody's answer any more."""
        return self in {Standing.follow_up, Standing.settled}


class Holder(StrEnum):
    """In whose hands the tickets are."""

    mine = "mine"
    nobody = "nobody"  # neither assigned nor claimed
    claimed = "claimed"  # somebody works on it now


class Due(StrEnum):
    """How their time stands."""

    overdue = "overdue"
    today = "today"


class Pressed(StrEnum):
    """Who pressed for haste."""

    supervised = "supervised"  # 督办
    escalated = "escalated"
    urged = "urged"  # by the worker


class Order(StrEnum):
    """Which come first."""

    urgency = "urgency"
    newest = "newest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets, and which first; what is not named is not asked."""

    standing: Standing = Standing.unsettled
    holder: Holder | None = None
    due: Due | None = None
    pressed: Pressed | None = None
    skill: str | None = None
    category: str | None = None
    service_class: ServiceClass | None = None
    priority: Priority | None = None
    source: TicketSource | None = None
    organisation_id: int | None = None
    """A union: its tickets and those of the unions below it."""

    is_calling: bool = False
    """Only those whose worker waits for an officer to talk to."""

    order: Order = Order.urgency

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """Read what was kept or asked.

        Raises:
            InvalidInput: A name or a value is none that there is.
        """
        kinds = get_type_hints(cls)
        unknown = said.keys() - kinds.keys()
        if unknown:
            raise InvalidInput(f"no such filter: {', '.join(sorted(unknown))}")
        return cls(**{name: _value(name, kinds[name], said[name]) for name in said})

    @property
    def is_narrow(self) -> bool:
        """Tell whether more is asked than how far tickets have come."""
        return self != replace(Wanted(), standing=self.standing, order=self.order)

    def as_json(self) -> dict[str, Any]:
        """Return what is asked, without what is as always."""
        ordinary = {each.name: each.default for each in fields(self)}
        return {
            name: value
            for name, value in asdict(self).items()
            if value != ordinary[name]
        }


def _value(name: str, kind: Any, said: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return a value of the field's kind."""
    wanted = next(iter(get_args(kind))) if isinstance(kind, UnionType) else kind
    try:
        value = wanted(said)
    except (TypeError, ValueError):
        value = None
    if value is None or not ALLOWED.get(name, _anything)(value):
        raise InvalidInput(f"{name} has no such value")
    return value


def _anything(_value: Any) -> bool:  # noqa: ANN401
    return True


CATEGORY = re.compile(r"[a-z][a-z_]{1,47}")
ALLOWED: Mapping[str, Callable[[Any], bool]] = {
    "skill": lambda name: name in skills(),
    "category": lambda name: CATEGORY.fullmatch(name) is not None,
    "organisation_id": lambda key: 0 < key < 2**31,
}
"""Of these fields not every value of the kind is one."""
