"""The Dream Plan: whether someone can probably apply."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.dream_plan.policy import Eligibility, Facts, judge
from helpdesk.models import Member, MemberStatus

IN_UNION = frozenset({MemberStatus.active, MemberStatus.transferring})


class DreamPlanService:
    """Gathers the facts of a person and has them judged."""

    async def check(
        self,
        session: AsyncSession,
        *,
        member: Member | None,
        education: str | None,
        employed_in_shenzhen: bool | None,
    ) -> Eligibility:
        """Judge what was said together with what is on record.

        Membership follows the employment: who is in a union of Shenzhen works there.
        """
        joined = None if member is None else member.status in IN_UNION
        if employed_in_shenzhen is None and joined:
            employed_in_shenzhen = True
        return judge(
            Facts(
                is_member=joined,
                education=education,
                employed_in_shenzhen=employed_in_shenzhen,
            )
        )


dream_plan = DreamPlanService()
