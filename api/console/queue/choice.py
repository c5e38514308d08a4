"""What an address asks the list for: a view, or filters of one's own; and a place."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from helpdesk.errors import InvalidInput
from helpdesk.tickets.queue import Place
from helpdesk.tickets.wanted import Wanted
from helpdesk.views import View

FILTERS = tuple(each.name for each in fields(Wanted))


@dataclass(frozen=True, slots=True)
class Choice:
    """What an officer wants to see; what makes no sense is left out."""

    view: View
    wanted: Wanted
    is_filtered: bool
    """Whether it is other than the view itself."""

    after: Place | None = None
    upto: Place | None = None
    """Where a page ends that is open already."""

    is_odd: bool = False
    """Whether something was left out."""

    @property
    def query(self) -> str:
        """Return the address of this list."""
        if not self.is_filtered:
            return urlencode({"view": self.view.key})
        return urlencode({"view": self.view.key, **_flat(self.wanted)})

    def behind(self, place: Place) -> str:
        """Return the address of the page behind a place."""
        return f"{self.query}&{urlencode({'after': place})}"

    def ending(self, place: Place | None) -> str:
        """Return the address of this very page, which ends at a place."""
        ends = {"after": self.after, "upto": place}
        return f"{self.query}&{urlencode({k: v for k, v in ends.items() if v})}"


def choice_of(query: Mapping[str, str], views: Mapping[str, View]) -> Choice:
    """Read what is asked for."""
    first = next(iter(views.values()))
    view = views.get(query.get("view", ""), first)
    asked = {name: query[name] for name in FILTERS if query.get(name)}
    is_form = any(name in query for name in FILTERS)
    wanted, is_odd = _understood(asked) if is_form else (view.wanted, False)
    after, is_lost = _place(query.get("after", ""))
    upto, _ = _place(query.get("upto", ""))
    return Choice(
        view=view,
        wanted=wanted,
        is_filtered=wanted != view.wanted,
        after=after,
        upto=upto,
        is_odd=is_odd or is_lost or query.get("view", view.key) != view.key,
    )


def _understood(asked: Mapping[str, Any]) -> tuple[Wanted, bool]:
    """Return what is wanted, and whether something was left out."""
    known = {}
    for name, value in asked.items():
        try:
            Wanted.read({name: value})
        except InvalidInput:
            continue
        known[name] = value
    return Wanted.read(known), len(known) < len(asked)


def _place(text: str) -> tuple[Place | None, bool]:
    if not text:
        return None, False
    try:
        return Place.read(text), False
    except InvalidInput:
        return None, True


def _flat(wanted: Wanted) -> dict[str, str]:
    """Write a filter into an address; one that asks nothing still says so."""
    said = {"standing": wanted.standing, **wanted.as_json()}
    return {name: "1" if value is True else str(value) for name, value in said.items()}
