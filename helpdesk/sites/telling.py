"""Why these sites, duties and postings: the explanations."""

from collections.abc import Sequence
from datetime import date

from helpdesk.finding import PlaceFound
from helpdesk.models import SiteKind
from helpdesk.sites.views import (
    DutyView,
    PostingView,
    told_day,
    told_place,
    told_weekday,
    words,
)


def told_sites(place: PlaceFound, kind: SiteKind, found: bool) -> str:
    """Say how the place was understood and what follows."""
    named = words()["kinds"][kind]
    template = words()["sites"]["found" if found else "missing"]
    told = str(template).format(place=told_place(place), kind=named)
    return place.explanation + told


def told_duties(
    place: PlaceFound, day: date, today: Sequence[DutyView], next_: DutyView | None
) -> str:
    """Say who is there on the day or when somebody comes, and what is not known."""
    texts, where = words()["duty"], told_place(place)
    if today:
        count = len({duty.lawyer for duty in today})
        told = str(texts["found"]).format(day=told_day(day), place=where, count=count)
    elif next_:
        told = str(texts["none_today"]).format(
            day=told_day(day),
            weekday=told_weekday(day.weekday()),
            place=where,
            next=f"{told_day(next_.day)}（{told_weekday(next_.day.weekday())}）",
            site=next_.site.name,
        )
    else:
        return place.explanation + str(texts["none"]).format(place=where)
    return place.explanation + told + str(texts["caveat"])


def told_postings(postings: Sequence[PostingView]) -> str:
    """Name the lawyers, or say where else to turn."""
    texts = words()["posting"]
    if not postings:
        return str(texts["none"])
    lawyers = "；".join(posting.told for posting in postings)
    return str(texts["found"]).format(count=len(postings), lawyers=lawyers)
