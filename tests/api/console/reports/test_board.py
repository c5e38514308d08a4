"""The board and its pages, as officers of several roles open them."""

import json
import re

import pytest

from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.models import Officer, OfficerRole, Organisation, OrganisationKind
from helpdesk.reports.alerting import watch
from helpdesk.reports.counting import counting
from helpdesk.reports.weekly import weekly
from tests.helpdesk.reports.matters import ticket

BOARD = "/console/reports"


@pytest.fixture
async def tree(sessions) -> dict[OrganisationKind, Organisation]:
    """A city with one district and one street."""
    made = {}
    async with unit_of_work(sessions) as session:
        above, path = None, "/"
        for kind in ("federation", "district", "street"):
            union = Organisation(
                kind=OrganisationKind(kind),
                name=f"{kind}总工会",
                parent_id=above,
                address="x",
                phone="0755-1",
            )
            session.add(union)
            await session.flush()
            above, path = union.id, f"{path}{union.id}/"
            union.path = path
            made[union.kind] = union
    return made


@pytest.fixture
async def filled(sessions, tree):
    """Seven people of one employer in the street, and one ticket at the front desk."""
    now = clock.now()
    path = tree[OrganisationKind.street].path
    async with unit_of_work(sessions) as session:
        for n in range(7):
            told = {"employer": "岚禾<b>电子</b>", "n": str(n)}
            times = {"created_at": now, "changed_at": now}
            phone = f"1380013{n:04}"
            session.add(ticket(path=path, details=told, contact_phone=phone, **times))
        session.add(ticket(category="join_union", **times))
    await counting.follow(sessions)
    await watch(sessions)


def figure(page, name) -> str:
    found = re.search(rf"<dt>{name}</dt>\s*<dd class=\"value[^>]*>([^<]+)", page.text)
    assert found, name
    return found[1].strip()


async def of_union(sessions, staff, role, union) -> None:
    async with unit_of_work(sessions) as session:
        (await session.get_one(Officer, staff[role])).organisation_id = union.id


@pytest.mark.usefixtures("filled")
class TestBoard:
    async def test_counts_the_whole_city(self, sign_in):
        page = await (await sign_in(OfficerRole.supervisor)).get(BOARD)

        assert page.status_code == 200
        assert figure(page, "新登记工单") == "8"
        assert figure(page, "还没办结") == "8"
        assert "智能客服解答率" in page.text

    async def test_counts_a_streets_own(self, sessions, sign_in, staff, tree):
        await of_union(sessions, staff, OfficerRole.seat, tree[OrganisationKind.street])

        page = await (await sign_in(OfficerRole.seat)).get(BOARD)

        assert figure(page, "新登记工单") == "7"
        assert "智能客服解答率" not in page.text

    async def test_a_union_out_of_scope_does_not_exist(
        self, sessions, sign_in, staff, tree
    ):
        street, district = OrganisationKind.street, OrganisationKind.district
        await of_union(sessions, staff, OfficerRole.seat, tree[street])
        client = await sign_in(OfficerRole.seat)

        page = await client.get(f"{BOARD}?place={tree[district].id}")

        assert page.status_code == 404

    async def test_filters_by_class_of_service(self, sign_in):
        client = await sign_in(OfficerRole.supervisor)

        page = await client.get(f"{BOARD}?span=today&service=legal_aid")

        assert figure(page, "新登记工单") == "0"

    @pytest.mark.parametrize(
        "query",
        [
            "span=forever",
            "span=own&from=2026-13-01&to=x",
            "span=own&from=2026-01-01&to=1999-01-01",
            "place=abc",
            "place=99999999999999999999",
            "service=<script>",
        ],
    )
    async def test_leaves_out_what_makes_no_sense(self, sign_in, query):
        page = await (await sign_in(OfficerRole.supervisor)).get(f"{BOARD}?{query}")

        assert page.status_code == 200
        assert "看不懂" in page.text
        assert '<script>"' not in page.text

    async def test_draws_from_data_that_no_browser_runs(self, sign_in):
        page = await (await sign_in(OfficerRole.supervisor)).get(BOARD)

        found = re.findall(
            r'<script type="application/json">(.*?)</script>', page.text, re.DOTALL
        )
        assert {json.loads(each)["key"] for each in found} >= {"curve", "services"}
        assert "unsafe" not in page.headers["content-security-policy"]
        assert not re.search(r"<script>|style=|onclick", page.text)

    async def test_has_the_numbers_beside_each_chart(self, sign_in):
        page = await (await sign_in(OfficerRole.supervisor)).get(f"{BOARD}?span=today")

        assert re.search(
            r'<th scope="row">微信</th><td class="right">8</td>', page.text
        )


@pytest.mark.usefixtures("filled")
class TestAlerts:
    async def test_are_for_leaders(self, sign_in):
        board = await (await sign_in(OfficerRole.supervisor)).get(BOARD)
        others = await (await sign_in(OfficerRole.case_officer)).get(BOARD)

        assert "岚禾&lt;b&gt;电子" in board.text
        assert "岚禾" not in others.text

    async def test_name_their_tickets(self, sign_in):
        client = await sign_in(OfficerRole.supervisor)

        page = await client.get(f"{BOARD}/alerts")

        assert "<b>7</b>人反映" in page.text
        assert len(re.findall(r'href="/console/tickets/\d{12}"', page.text)) >= 7
        assert "1380013" not in page.text


@pytest.mark.usefixtures("filled")
class TestBrief:
    async def test_is_written_in_sentences(self, sign_in):
        week = _this_week()
        client = await sign_in(OfficerRole.supervisor)

        page = await client.get(f"{BOARD}/weekly/{week}")

        assert "本周登记工单8件" in page.text
        assert "岚禾&lt;b&gt;电子" in page.text

    async def test_keeps_alerts_from_others(self, sign_in):
        client = await sign_in(OfficerRole.auditor)

        page = await client.get(f"{BOARD}/weekly/{_this_week()}")

        assert "本周登记工单8件" in page.text
        assert "岚禾" not in page.text

    @pytest.mark.parametrize("week", ["2999-W01", "2026-W99", "x", "2026-11-23"])
    async def test_of_no_week_does_not_exist(self, sign_in, week):
        client = await sign_in(OfficerRole.supervisor)

        assert (await client.get(f"{BOARD}/weekly/{week}")).status_code == 404

    async def test_past_weeks_are_listed(self, sessions, sign_in):
        await weekly.freeze(sessions)
        client = await sign_in(OfficerRole.supervisor)

        page = await client.get(f"{BOARD}/weekly")

        assert "已记下" in page.text


class TestDefinitions:
    async def test_say_what_every_figure_means(self, sign_in):
        client = await sign_in(OfficerRole.editor)

        page = await client.get(f"{BOARD}/definitions")

        assert "按期办结数 ÷（按期办结数＋逾期数）" in page.text


def _this_week() -> str:
    year, week, _ = clock.today().isocalendar()
    return f"{year}-W{week:02}"
