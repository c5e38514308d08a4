"""The list of calls: what is in it, how it is filtered and paged."""

from datetime import UTC, datetime, timedelta

import pytest

from api.console.calls import routes
from api.console.calls.listing import FIELDS, choice_of
from helpdesk.database import unit_of_work
from helpdesk.models import CallCheck
from helpdesk.transcripts.records import Cursor
from tests.api.console.conftest import NAME, PHONE, begun, wages
from tests.helpdesk.transcripts.records.kept import risk

NOON = datetime(2026, 7, 15, 4, 0, tzinfo=UTC)  # 12:00 in Shenzhen


def several(count, **more):
    """Calls of one day, a minute apart, the first the oldest."""
    return [
        begun(wages(f"第{n}个", name=f"{n}.json", **more), NOON + timedelta(minutes=n))
        for n in range(count)
    ]


def calls_on(page):
    """Return the keys of the calls that a page links to, in its order."""
    links = page.text.split('href="/console/calls/')[1:]
    return [int(link.split('"')[0]) for link in links]


async def score(sessions, record_id, points):
    async with unit_of_work(sessions) as session:
        session.add(
            CallCheck(
                record_id=record_id,
                rules="r",
                score=points,
                findings=[],
                checked_at=NOON,
            )
        )


class TestList:
    async def test_says_what_to_expect_where_nothing_is(self, officer):
        page = await officer.get("/console/calls")

        assert "还没有通话" in page.text

    async def test_has_the_newest_first(self, officer, keep):
        keys = await keep(*several(3))

        page = await officer.get("/console/calls")

        assert calls_on(page) == keys[::-1]

    async def test_tells_requests_risks_and_tickets(self, officer, keep):
        await keep(wages(risks=(risk("collective"),)))

        page = await officer.get("/console/calls")

        for said in ("7月15日 10:00", "欠薪", "群体", "新登记", "前答复", "未质检"):
            assert said in page.text, said

    async def test_has_neither_names_nor_numbers(self, officer, keep):
        await keep(wages(call_id=f"rec-{PHONE}"))

        page = await officer.get("/console/calls")

        assert NAME not in page.text
        assert PHONE not in page.text


class TestFilters:
    async def test_by_risk(self, officer, keep):
        calm, heat, crowd = await keep(
            wages("一", name="1"),
            wages("二", name="2", risks=(risk("heatstroke"),)),
            wages("三", name="3", risks=(risk("collective"),)),
        )

        async def found(wanted):
            return calls_on(
                await officer.get("/console/calls", params={"risk": wanted})
            )

        assert await found("heatstroke") == [heat]
        assert set(await found("any")) == {heat, crowd}
        assert await found("crisis") == []
        assert set(await found("")) == {calm, heat, crowd}

    async def test_by_shenzhens_day(self, officer, keep):
        late = datetime(2026, 7, 15, 15, 59, tzinfo=UTC)  # 23:59
        before, after = await keep(
            begun(wages("一", name="1"), late),
            begun(wages("二", name="2"), late + timedelta(minutes=1)),
        )

        async def found(day):
            return calls_on(await officer.get("/console/calls", params={"day": day}))

        assert await found("2026-07-15") == [before]
        assert await found("2026-07-16") == [after]
        assert await found("2026-07-17") == []

    async def test_by_score(self, officer, keep, sessions):
        keys = await keep(*several(5))
        for key, points in zip(keys, (100, 85, 84, 59), strict=False):
            await score(sessions, key, points)

        async def found(wanted):
            page = await officer.get("/console/calls", params={"score": wanted})
            return set(calls_on(page))

        assert await found("good") == {keys[0], keys[1]}
        assert await found("fair") == {keys[2]}
        assert await found("poor") == {keys[3]}
        assert await found("none") == {keys[4]}

    async def test_by_source(self, officer, keep):
        [key] = await keep(wages())

        aliyun = await officer.get("/console/calls", params={"source": "aliyun"})
        other = await officer.get("/console/calls", params={"source": "vcon"})

        assert calls_on(aliyun) == [key]
        assert "没有这样的通话" in other.text

    @pytest.mark.parametrize("field", [*FIELDS, "after"])
    @pytest.mark.parametrize(
        "odd",
        ["x", "'; DROP TABLE calls", "0001-01-01", "2026-13-01", "MjAyNg", "令牌"],
    )
    async def test_passes_over_what_makes_no_sense_and_says_so(
        self, officer, keep, field, odd
    ):
        [key] = await keep(wages())

        page = await officer.get("/console/calls", params={field: odd})

        assert calls_on(page) == [key]
        assert "已经略过" in page.text


class TestPages:
    async def test_go_through_all_calls_once(self, officer, keep, monkeypatch):
        monkeypatch.setattr(routes, "ON_A_PAGE", 3)
        keys = await keep(*several(7))
        seen, address = [], "/console/calls?source=aliyun"

        while address:
            page = await officer.get(address)
            seen += calls_on(page)
            following = page.text.split('class="next" href="')[1:]
            address = following and following[0].split('"')[0].replace("&amp;", "&")
            assert not address or "source=aliyun" in address

        assert seen == keys[::-1]
        assert "没有更早的了" in page.text

    def test_the_place_behind_a_call_comes_back_as_it_went(self):
        after = Cursor(NOON + timedelta(microseconds=7), 12)

        query = choice_of({}).address(after)

        assert choice_of({"after": query.removeprefix("after=")}).after == after
