"""Legal aid: the nearest lawyer, and how long a claim may wait."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.legal_aid.policy import Limitation, limitation
from helpdesk.sites import DutyView as SiteDutyView
from helpdesk.sites import sites


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
        duties = await sites.coming(
            session, district=district, place=place, on=on, limit=limit
        )
        return [_view(duty) for duty in duties]

    def limitation(self, *, left_on: date | None, today: date) -> Limitation:
        """Say until when unpaid wages may be taken to arbitration."""
        return limitation(left_on=left_on, today=today)


def _view(duty: SiteDutyView) -> DutyView:
    return DutyView(
        site=duty.site.name,
        address=duty.site.address,
        district=duty.site.district,
        phone=duty.site.phone,
        lawyer=duty.lawyer,
        day=duty.day,
        hours=duty.hours,
    )


legal_aid = LegalAidService()
