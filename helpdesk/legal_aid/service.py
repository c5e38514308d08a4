"""Legal aid: the nearest lawyer, and how long a claim may wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.legal_aid.policy import Limitation, limitation
from helpdesk.legal_aid.repository import DutyRepository
from helpdesk.models import Duty
from helpdesk.places import spot

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class DutyView:
    """A lawyer's next hours at a site."""

    site: str
    address: str
    district: str
    phone: str
    lawyer: str
    day: date
    hours: str


@dataclass(frozen=True, slots=True)
class _Turn:
    """A duty on its next day."""

    day: date
    duty: Duty


class LegalAidService:
    """Finds lawyers and reckons limitation."""

    async def nearest(
        self,
        session: AsyncSession,
        *,
        district: str | None,
        place: str | None,
        on: date,
        limit: int = 3,
    ) -> list[DutyView]:
        """Return today's or the next duty of the nearest sites, one for each site.

        The same street comes first, then the district, then the other districts by
        distance; of equally near sites the one with the earlier duty.
        """
        roster = await DutyRepository(session).list_roster(on=on)
        where = spot(district=district, place=place)

        def order(turn: _Turn) -> tuple[float, date, str]:
            site = turn.duty.site
            rank = where.rank(
                district=site.district, street=site.street, name=site.name
            )
            return rank, turn.day, site.name

        turns = sorted(_next_turns(roster, on).values(), key=order)
        return [_view(turn) for turn in turns[:limit]]

    def limitation(self, *, left_on: date | None, today: date) -> Limitation:
        """Say until when unpaid wages may be taken to arbitration."""
        return limitation(left_on=left_on, today=today)


def _next_turns(roster: Iterable[Duty], on: date) -> dict[int, _Turn]:
    """Return each site's next duty on or after a day."""
    turns: dict[int, _Turn] = {}
    for duty in roster:
        first = max(on, duty.valid_from or on)
        day = first + timedelta((duty.weekday - first.weekday()) % DAYS_A_WEEK)
        if duty.valid_to is not None and day > duty.valid_to:
            continue
        turn, known = _Turn(day, duty), turns.get(duty.site_id)
        if known is None or _when(turn) < _when(known):
            turns[duty.site_id] = turn
    return turns


def _when(turn: _Turn) -> tuple[date, object]:
    return turn.day, turn.duty.starts_at


def _view(turn: _Turn) -> DutyView:
    site, duty = turn.duty.site, turn.duty
    hours = f"{duty.starts_at:%H:%M}-{duty.ends_at:%H:%M}"
    return DutyView(
        site=site.name,
        address=site.address,
        district=site.district,
        phone=site.phone or "",
        lawyer=duty.lawyer.name,
        day=turn.day,
        hours=hours,
    )


legal_aid = LegalAidService()
