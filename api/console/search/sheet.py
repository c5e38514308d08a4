"""What was found, as the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.console.calls.sheet import TicketView, ticket_view
from api.console.calls.told import in_groups, moment
from api.console.names import names
from api.console.pages import PATH
from api.console.search.asking import Asking, written
from helpdesk.models import SearchKind
from helpdesk.search import Excerpt, Found, Hit, Part
from helpdesk.search.tuning import tuning


@dataclass(frozen=True, slots=True)
class Line:
    """A hit."""

    url: str | None
    number: str
    title: tuple[Part, ...]
    when: str
    category: str
    tickets: tuple[TicketView, ...]
    excerpts: tuple[Excerpt, ...]
    is_named: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    kind: SearchKind
    lines: tuple[Line, ...]
    count: str
    is_more: bool
    """Whether there is more of it than is shown here."""
    next: str | None
    """Where older ones go on, in a list of this kind alone."""


def shown(kind: SearchKind, asking: Asking) -> int | None:
    """Return how many of a kind are shown: a few when there are others beside them."""
    return None if asking.kind else tuning().overview[kind]


def groups(found: Sequence[Found], asking: Asking) -> list[Group]:
    """Return what was found, kind by kind; what has nothing is left out."""
    return [_group(one, asking) for one in found if one.hits or one.next]


def _group(found: Found, asking: Asking) -> Group:
    is_alone = asking.kind is not None
    is_more = found.count > len(found.hits) or found.next is not None
    return Group(
        kind=found.kind,
        lines=tuple(map(_line, found.hits)),
        count=f"{found.count}{'+' if found.next else ''}",
        is_more=is_more and not is_alone,
        next=written(found.next) if found.next and is_alone else None,
    )


def _line(hit: Hit) -> Line:
    newest = hit.tickets[-1] if hit.tickets else None
    url = None if newest is None else f"{PATH}/tickets/{newest.number}"
    if hit.kind is SearchKind.call:
        url = f"{PATH}/calls/{hit.subject_id}"
    return Line(
        url=url,
        number=in_groups(newest.number) if newest else "",
        title=hit.title.parts if hit.title else (),
        when=moment(hit.at),
        category=names().intent(newest.category) if newest else "",
        tickets=tuple(ticket_view(ticket) for ticket in hit.tickets[-2:]),
        excerpts=hit.excerpts,
        is_named=hit.is_named,
    )
