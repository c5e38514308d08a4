import doctest
from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from helpdesk.finding import Certainty
from helpdesk.models import (
    Duty,
    Lawyer,
    Organisation,
    OrganisationKind,
    Posting,
    PostingKind,
    RestStation,
    Site,
    SiteKind,
)
from helpdesk.places import districts
from helpdesk.sites import sites, views
from tests.helpdesk.finding.hostile import HOSTILE, LONG

MONDAY = date(2026, 7, 13)
SUNDAY = date(2026, 7, 19)
NATIONAL_DAY = date(2026, 10, 1)  # a Thursday
CAVEAT = "没有按法定节假日和调休调整"


async def _nearest(
    session, kind=SiteKind.legal_service, district=None, place=None, limit=3
):
    return await sites.nearest(
        session, kind=kind, district=district, place=place, limit=limit
    )


async def _on_duty(session, day=MONDAY, district=None, place=None, limit=100):
    return await sites.on_duty(
        session, day=day, district=district, place=place, limit=limit
    )


async def _stations(session, **where):
    return await sites.stations(session, **{"district": None, "place": None} | where)


async def _site(session, street="西乡", kind=SiteKind.legal_service):
    statement = select(Site).where(Site.kind == kind, Site.street == street)
    return (await session.scalars(statement)).one()


async def _post(session, kind=OrganisationKind.community, **values):
    organisation = await session.scalar(
        select(Organisation).where(Organisation.kind == kind).limit(1)
    )
    lawyer = await session.scalar(select(Lawyer).order_by(Lawyer.id).limit(1))
    sent = {
        OrganisationKind.community: PostingKind.community,
        OrganisationKind.enterprise: PostingKind.enterprise,
    }
    posting = Posting(
        kind=sent[kind], organisation_id=organisation.id, lawyer_id=lawyer.id, **values
    )
    session.add(posting)
    await session.flush()
    return posting


class TestNearest:
    async def test_there_are_62_points_and_212_lawyers(self, session):
        everywhere = await _nearest(session, district="福田", limit=1000)

        assert len(everywhere.sites) == 62
        assert await session.scalar(select(func.count(Lawyer.id))) == 212

    async def test_the_same_street_comes_first(self, session):
        found = await _nearest(session, place="西乡街道")

        assert found.sites[0].name == "西乡街道工会法律服务点"
        assert found.explanation.startswith("按宝安区西乡街道查找。")

    async def test_a_misspelt_street_is_understood(self, session):
        found = await _nearest(session, place="西香")

        assert found.sites[0].street == "西乡"

    async def test_then_the_district_then_the_neighbours(self, session):
        found = await _nearest(session, district="盐田", limit=6)

        assert [site.district for site in found.sites] == ["盐田"] * 4 + ["罗湖"] * 2

    async def test_an_unknown_street_leads_to_its_district(self, session):
        found = await _nearest(session, district="宝安", place="不存在街道")

        assert {site.district for site in found.sites} == {"宝安"}
        assert "没有认出具体的街道" in found.explanation

    @pytest.mark.parametrize("place", [*HOSTILE, *LONG, "东莞", "火星"])
    async def test_an_unknown_place_gives_choices_and_no_site(self, session, place):
        found = await _nearest(session, place=place)

        assert found.sites == ()
        assert found.place.choices
        assert "请" in found.explanation

    async def test_two_streets_as_near_are_offered(self, session):
        found = await _nearest(session, place="河田街道")

        assert found.place.certainty is Certainty.ambiguous
        assert [area.street for area in found.place.choices][:2] == ["沙河", "清水河"]

    async def test_a_sites_own_name_is_a_place(self, session):
        site = await _site(session)
        site.name, site.street = "前湾驿路法律服务点", "西乡"
        await session.flush()

        found = await _nearest(session, place="前湾驿路法律服务点")

        assert found.sites[0].id == site.id

    async def test_other_kinds_are_found_alike(self, session):
        found = await _nearest(session, kind=SiteKind.workers_home, district="光明")

        assert {site.kind for site in found.sites} == {SiteKind.workers_home}

    async def test_says_when_there_is_none_of_a_kind(self, session):
        found = await _nearest(session, SiteKind.service_centre, district="福田")

        assert found.sites == ()
        assert found.explanation.endswith("名册里还没有职工服务中心。")

    async def test_is_the_same_every_time(self, session):
        once, again = [await _nearest(session, district="龙岗") for _ in range(2)]

        assert once == again


class TestOnDuty:
    @pytest.mark.parametrize("district", sorted(districts()))
    async def test_every_district_has_somebody_or_says_who_comes_next(
        self, session, district
    ):
        for offset in range(7):
            day = MONDAY + timedelta(offset)
            found = await _on_duty(session, day, district=district)

            assert all(duty.day == day for duty in found.duties)
            assert all(duty.site.district == district for duty in found.duties)
            assert bool(found.duties) != bool(found.next)
            assert CAVEAT in found.explanation

    async def test_the_same_street_comes_first_then_by_the_hour(self, session):
        site = await _site(session)
        weekday = await session.scalar(
            select(Duty.weekday).where(Duty.site_id == site.id).limit(1)
        )

        day = MONDAY + timedelta(weekday)
        found = await _on_duty(session, day, place="西乡")

        assert found.duties[0].site.id == site.id
        assert "宝安区西乡街道" in found.explanation

    async def test_on_a_sunday_the_next_day_is_named(self, session):
        found = await _on_duty(session, SUNDAY, district="宝安")

        assert found.duties == ()
        assert found.next.day > SUNDAY
        assert "7月19日（周日）宝安区没有排班" in found.explanation

    async def test_a_holiday_is_not_pretended_to_be_known(self, session):
        found = await _on_duty(session, NATIONAL_DAY, district="宝安")

        assert CAVEAT in found.explanation
        assert "打服务点电话确认" in found.explanation

    async def test_without_a_roster_nobody_comes_next(self, session):
        await session.execute(delete(Duty))

        found = await _on_duty(session, district="宝安")

        assert (found.duties, found.next) == ((), None)
        assert "宝安区目前没有排班" in found.explanation

    async def test_nobody_at_the_other_end_of_the_city_is_named(self, session):
        found = await _on_duty(session, place="火星")

        assert (found.duties, found.next) == ((), None)
        assert found.place.certainty is Certainty.nothing

    async def test_keeps_to_the_limit_but_counts_all(self, session):
        everyone = await _on_duty(session, district="宝安")
        found = await _on_duty(session, district="宝安", limit=1)

        assert len(found.duties) == 1
        assert found.explanation == everyone.explanation


class TestNextDuty:
    async def test_is_today_or_the_next_day_of_the_roster(self, session):
        site = await _site(session)
        await session.execute(delete(Duty))
        lawyer = await session.scalar(select(Lawyer).limit(1))
        for starts_at in (time(14), time(9)):
            session.add(
                Duty(
                    site_id=site.id,
                    lawyer_id=lawyer.id,
                    weekday=2,
                    starts_at=starts_at,
                    ends_at=time(17, 30),
                )
            )
        await session.flush()

        duty = await sites.next_duty(session, site_id=site.id, on=MONDAY)

        assert (duty.day, duty.hours) == (date(2026, 7, 15), "09:00-17:30")
        assert (duty.lawyer, duty.firm) == (lawyer.name, lawyer.firm)

    async def test_an_unknown_site_has_none(self, session):
        assert await sites.next_duty(session, site_id=-1, on=MONDAY) is None


class TestLawyersOf:
    async def test_names_the_adviser_of_a_community(self, session):
        posting = await _post(
            session, weekday=1, starts_at=time(9), ends_at=time(11, 30)
        )

        found = await sites.lawyers_of(
            session, organisation_id=posting.organisation_id, on=MONDAY
        )

        (told,) = found.postings
        assert (told.kind, told.hours) == (PostingKind.community, "每周二09:00-11:30")
        assert f"{told.lawyer}（{told.firm}，社区顾问，" in found.explanation

    async def test_an_enterprises_lawyer_may_come_by_appointment(self, session):
        posting = await _post(session, OrganisationKind.enterprise)

        found = await sites.lawyers_of(
            session, organisation_id=posting.organisation_id, on=MONDAY
        )

        assert found.postings[0].told.endswith("，入企，时间另约）")

    @pytest.mark.parametrize(
        "validity",
        [{"valid_to": date(2026, 7, 12)}, {"valid_from": date(2026, 7, 14)}],
    )
    async def test_leaves_out_what_is_over_or_ahead(self, session, validity):
        posting = await _post(session, **validity)

        found = await sites.lawyers_of(
            session, organisation_id=posting.organisation_id, on=MONDAY
        )

        assert found.postings == ()
        assert "12351" in found.explanation

    @pytest.mark.parametrize(
        "values",
        [
            {"weekday": 7, "starts_at": time(9), "ends_at": time(10)},
            {"weekday": 1, "starts_at": time(10), "ends_at": time(9)},
            {"weekday": 1},
            {"starts_at": time(9), "ends_at": time(10)},
        ],
    )
    async def test_hours_that_can_not_be_are_refused(self, session, values):
        with pytest.raises(IntegrityError):
            await _post(session, **values)


class TestPostingsOf:
    async def test_tells_all_three_kinds(self, session):
        community = await _post(session)
        await _post(session, OrganisationKind.enterprise)

        found = await sites.postings_of(
            session, lawyer_id=community.lawyer_id, on=MONDAY
        )

        assert [posting.kind for posting in found] == [
            PostingKind.site,
            PostingKind.community,
            PostingKind.enterprise,
        ]

    async def test_an_unknown_lawyer_is_sent_nowhere(self, session):
        assert await sites.postings_of(session, lawyer_id=-1, on=MONDAY) == []


class TestStations:
    async def test_the_same_street_comes_first(self, session):
        found = await _stations(session, place="西乡街道")

        assert found.stations[0].site.name == "西乡街道暖蜂驿站"

    async def test_what_nobody_has_looked_at_is_not_verified(self, session):
        await session.execute(delete(RestStation))

        found = await _stations(session, place="西乡街道")

        assert found.stations[0].offers is None
        assert found.stations[0].told == "设施未核实"

    async def test_only_those_that_offer_what_is_needed(self, session):
        await session.execute(delete(RestStation))
        site = await _site(session, "新安", SiteKind.rest_station)
        session.add(RestStation(site_id=site.id, microwave=True, charging=False))
        await session.flush()

        found = await _stations(
            session, place="西乡街道", needs=frozenset({"microwave"})
        )

        (station,) = found.stations
        assert station.site.id == site.id
        assert station.told == "饮水、休息座椅、热饭"

    async def test_an_unknown_place_gives_choices_and_no_station(self, session):
        found = await _stations(session, place="火星")

        assert found.stations == ()
        assert found.place.choices


def test_examples_in_docstrings():
    assert doctest.testmod(views).failed == 0
