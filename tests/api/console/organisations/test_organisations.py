"""The directory of unions: searched, browsed, with whom to call."""

import pytest

from helpdesk.audit import SYSTEM
from helpdesk.database import unit_of_work
from helpdesk.models import OrganisationKind, Ticket, TicketStatus
from helpdesk.organisations import Draft, tree

HERE = "/console/organisations"


@pytest.fixture
async def unions(sessions):
    kinds = OrganisationKind
    async with unit_of_work(sessions) as session:
        city = Draft("深圳市总工会", kinds.federation, "福田区某路", "0755-11110000")
        root = await tree.add(session, city, above=None, by=SYSTEM)
        baoan = Draft("宝安区总工会", kinds.district, "宝安区某路", "0755-11110001")
        district = await tree.add(session, baoan, above=root, by=SYSTEM)
        for number in range(3):
            ticket = Ticket(
                number=f"26071500000{number}",
                category="report_unpaid_wages",
                subject="拖欠工资",
                details={},
                path=district.path,
                organisation_id=district.id,
                status=TicketStatus.open if number else TicketStatus.closed,
            )
            session.add(ticket)
    return root, district


class TestList:
    async def test_begins_at_the_top(self, officer, unions):
        page = await officer.get(HERE)

        assert "深圳市总工会" in page.text
        assert "宝安区总工会" not in page.text

    @pytest.mark.parametrize("words", ["宝安", "宝安区总工会", "宝安总工会"])
    async def test_finds_by_name(self, officer, unions, words):
        assert "宝安区总工会" in (await officer.get(f"{HERE}?words={words}")).text

    @pytest.mark.parametrize(
        "words", ["火星基地", "%", "<script>x</script>", "x" * 500]
    )
    async def test_says_that_there_is_none(self, officer, unions, words):
        page = await officer.get(HERE, params={"words": words})

        assert page.status_code == 200
        assert "没有找到" in page.text
        assert "<script>x" not in page.text


class TestShow:
    async def test_says_whom_to_call_and_what_is_open(self, officer, unions):
        page = await officer.get(f"{HERE}/{unions[1].id}")

        assert "0755-11110001" in page.text
        assert "宝安区某路" in page.text
        assert "深圳市总工会" in page.text
        assert "<dt>在办工单</dt><dd>2</dd>" in page.text

    async def test_leads_down_the_tree(self, officer, unions):
        page = await officer.get(f"{HERE}/{unions[0].id}")

        assert f"{HERE}/{unions[1].id}" in page.text

    async def test_what_there_is_not_is_not_found(self, officer):
        assert (await officer.get(f"{HERE}/999")).status_code == 404
