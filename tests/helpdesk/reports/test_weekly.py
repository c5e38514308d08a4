"""The brief: written in sentences, and as it was when its week ended."""

import pytest
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput
from helpdesk.models import Officer, Organisation, OrganisationKind
from helpdesk.reports.brief import paragraphs
from helpdesk.reports.counting import counting
from helpdesk.reports.weekly import weekly
from helpdesk.scope import Scope
from tests.helpdesk.reports.matters import at, ticket

WEEK = "2026-W29"  # 13 to 19 July


async def put(sessions, *tickets) -> None:
    async with unit_of_work(sessions) as session:
        session.add_all(tickets)
    await counting.follow(sessions)


async def brief(sessions, week=WEEK, scope=None):
    async with sessions() as session:
        return await weekly.of(session, week, scope or Scope())


def told(one) -> str:
    naming = {"report_unpaid_wages": "欠薪"}.get
    return "".join(
        said
        for each in paragraphs(one, lambda c: naming(c, c))
        for said in each.sentences
    )


class TestBrief:
    async def test_says_what_changed(self, sessions, time):
        time.at = at(20)
        before = {"created_at": at(7), "changed_at": at(7)}
        await put(sessions, ticket(), ticket(), ticket(), ticket(**before))

        assert "本周登记工单3件，比上周多2件（+200%），办结0件。" in told(
            await brief(sessions)
        )

    async def test_says_what_is_late_and_what_people_think(self, sessions, time):
        time.at = at(20)
        done = {"status": "resolved", "settled_at": at(15), "rating": 5}
        await put(sessions, ticket(**done), ticket(due_on=at(14).date()))

        said = told(await brief(sessions))

        assert "还没办结的1件，其中1件已经超期" in said
        assert "1位职工打了分，满意率100%，平均5.00分" in said
        assert "按期办结率50.0%（1/2），没有达到参照标准" in said

    async def test_of_a_quiet_week_says_so(self, sessions, time):
        time.at = at(20)

        said = told(await brief(sessions))

        assert "本周没有登记工单。" in said
        assert "没有发现苗头。" in said

    async def test_of_a_week_to_come_is_none(self, sessions, time):
        with pytest.raises(InvalidInput):
            await brief(sessions, "2026-W40")


class TestFreeze:
    async def test_keeps_the_figures_of_last_week(self, sessions, time):
        time.at = at(20)
        await put(sessions, ticket())
        await weekly.freeze(sessions)
        await put(sessions, ticket(changed_at=at(20)))

        kept = await brief(sessions)

        assert kept.is_final
        assert kept.now["opened"].value == 1

    async def test_writes_each_week_once(self, sessions, time):
        time.at = at(20)
        await weekly.freeze(sessions)

        assert await weekly.freeze(sessions) == 0

    async def test_writes_one_for_every_union_with_officers(self, sessions, time):
        time.at = at(20)
        async with unit_of_work(sessions) as session:
            of_street = select(Organisation).where(
                Organisation.kind == OrganisationKind.street
            )
            street = (await session.scalars(of_street)).first()
            session.add(
                Officer(
                    login="of-the-street",
                    name="小王",
                    password_hash="x",
                    role="supervisor",
                    organisation_id=street.id,
                )
            )
        await put(sessions, ticket(path=street.path), ticket())

        await weekly.freeze(sessions)

        kept = await brief(sessions, scope=Scope(street.path))
        assert (kept.place, kept.now["opened"].value) == (street.name, 1)
        async with sessions() as session:
            assert await weekly.weeks(session, Scope(street.path)) == [WEEK]
