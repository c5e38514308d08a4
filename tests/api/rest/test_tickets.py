from urllib.parse import quote

import pytest
from sqlalchemy import select

from helpdesk.feed import service as feed_service
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    OfficerRole,
)
from tests.api.rest.conftest import NAME, PHONE, WAGES, slug, ticket_of

WHY = {"Gonghui-Reason": quote("回电核实金额")}


class TestList:
    async def test_lists_the_newest_first_page_by_page(self, supervisor, open_ticket):
        numbers = [await open_ticket(subject=f"第{i}件") for i in range(5)]

        seen, cursor = [], None
        while True:
            asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            page = (await supervisor.get("/tickets", params=asked)).json()
            seen += [one["number"] for one in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break

        assert seen == numbers[::-1]

    async def test_tells_nobodys_words(self, supervisor, open_ticket):
        await open_ticket()

        answer = await supervisor.get("/tickets")

        assert NAME not in answer.text
        assert PHONE not in answer.text
        assert "details" not in answer.json()["items"][0]

    async def test_keeps_a_copy_up_to_date(
        self, supervisor, open_ticket, sessions, monkeypatch
    ):
        monkeypatch.setattr(feed_service, "LAG", -feed_service.LAG)
        first, second = await open_ticket(), await open_ticket()
        asked = {"order": "changed", "limit": 1}
        page = (await supervisor.get("/tickets", params=asked)).json()
        assert [one["number"] for one in page["items"]] == [first]

        await supervisor.post(
            f"/tickets/{first}/events", json={"kind": "note", "words": "已联系单位"}
        )
        more = asked | {"cursor": page["next"], "limit": 10}
        page = (await supervisor.get("/tickets", params=more)).json()

        assert [one["number"] for one in page["items"]] == [second, first]

    async def test_takes_no_place_of_another_list(self, supervisor, open_ticket):
        for _ in range(2):
            await open_ticket()
        page = (await supervisor.get("/tickets?limit=1")).json()

        answer = await supervisor.get(f"/tickets?order=changed&cursor={page['next']}")

        assert (answer.status_code, slug(answer)) == (422, "invalid")

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("status=new", 2),
            ("status=open&status=closed", 0),
            ("category=report_unpaid_wages", 1),
            ("priority=urgent", 0),
            ("source=wechat", 0),
            ("officer=7", 0),
            ("changed_since=2020-01-01T00:00:00Z", 2),
            ("changed_since=2999-01-01T00:00:00%2B08:00", 0),
        ],
    )
    async def test_lists_what_is_asked(self, supervisor, open_ticket, asked, found):
        await open_ticket()
        await open_ticket(category="ask_union_fee")

        page = (await supervisor.get(f"/tickets?{asked}")).json()

        assert len(page["items"]) == found

    async def test_lists_a_union_with_those_below_it(
        self, supervisor, open_ticket, unions
    ):
        here = await open_ticket(union=unions["xixiang"])
        await open_ticket(union=unions["futian"])
        await open_ticket()

        page = await supervisor.get(f"/tickets?organisation={unions['baoan']}")

        assert [one["number"] for one in page.json()["items"]] == [here]


class TestScope:
    """A ticket outside of the token's part of the union does not exist."""

    async def test_lists_its_own_part_alone(self, program, open_ticket, unions):
        here = await open_ticket(union=unions["xixiang"])
        await open_ticket(union=unions["futian"])
        await open_ticket()
        street = await program(organisation=unions["xixiang"])

        page = (await street.get("/tickets")).json()

        assert [one["number"] for one in page["items"]] == [here]

    @pytest.mark.parametrize("other", ["futian", "baoan", None])
    async def test_of_another_part_is_not_there(
        self, program, open_ticket, unions, sessions, other
    ):
        there = await open_ticket(union=unions[other] if other else None)
        street = await program(organisation=unions["xixiang"])
        note = {"kind": "note", "words": "你好"}

        for answer in (
            await street.get(f"/tickets/{there}"),
            await street.get(f"/tickets/{there}/events"),
            await street.patch(f"/tickets/{there}", json={"priority": "urgent"}),
            await street.post(f"/tickets/{there}/events", json=note),
            await street.get("/tickets", params={"organisation": unions["baoan"]}),
        ):
            assert (answer.status_code, slug(answer)) == (404, "not-found")
        assert (await ticket_of(sessions, there)).priority == "normal"

    async def test_no_other_ticket_is_pulled_in(self, program, open_ticket, unions):
        here = await open_ticket(union=unions["xixiang"])
        there = await open_ticket(union=unions["futian"])
        street = await program(organisation=unions["xixiang"])

        for deed in ({"kind": "merge", "into": there}, {"kind": "link", "to": there}):
            answer = await street.post(f"/tickets/{here}/events", json=deed)
            assert (answer.status_code, slug(answer)) == (404, "not-found")


class TestShow:
    async def test_is_masked(self, supervisor, open_ticket):
        number = await open_ticket(
            details={"contact_name": NAME, "message": f"我是{NAME}，电话{PHONE}"}
        )

        answer = await supervisor.get(f"/tickets/{number}")

        said = answer.json()
        assert said["contact_phone"] == "138****8017"
        assert said["details"]["contact_name"] == "赵*明"
        assert said["details"]["message"] == "我是赵*明，电话138****8017"
        assert not said["is_unmasked"]

    async def test_is_unmasked_for_a_reason_that_is_kept(
        self, supervisor, open_ticket, sessions
    ):
        number = await open_ticket()

        answer = await supervisor.get(f"/tickets/{number}", headers=WHY)

        said = answer.json()
        assert (said["contact_phone"], said["is_unmasked"]) == (PHONE, True)
        assert said["details"]["contact_name"] == NAME
        async with sessions() as session:
            [entry] = await session.scalars(
                select(AuditEntry).where(AuditEntry.action == AuditAction.unmasked)
            )
        assert entry.reason == "回电核实金额"
        assert entry.subject_id == (await ticket_of(sessions, number)).id

    @pytest.mark.parametrize("why", ["", "a", "%20%20%20%20", "%ff%fe%fd%fc"])
    async def test_wants_a_reason_that_is_one(self, supervisor, open_ticket, why):
        number = await open_ticket()

        answer = await supervisor.get(
            f"/tickets/{number}", headers={"Gonghui-Reason": why}
        )

        assert (answer.status_code, slug(answer)) == (422, "invalid")

    async def test_is_not_unmasked_for_who_may_not(self, program, open_ticket):
        number = await open_ticket()
        auditor = await program(OfficerRole.auditor)

        answer = await auditor.get(f"/tickets/{number}", headers=WHY)

        assert (answer.status_code, slug(answer)) == (403, "not-permitted")

    async def test_is_not_sent_again_as_it_was_seen(self, supervisor, open_ticket):
        number = await open_ticket()
        tag = (await supervisor.get(f"/tickets/{number}")).headers["etag"]

        answer = await supervisor.get(
            f"/tickets/{number}", headers={"If-None-Match": tag}
        )

        assert (answer.status_code, answer.content) == (304, b"")


class TestChange:
    async def test_changes_what_is_sent(self, supervisor, open_ticket, unions):
        number = await open_ticket()

        answer = await supervisor.patch(
            f"/tickets/{number}",
            json={"priority": "urgent", "organisation": unions["futian"]},
        )

        said = answer.json()
        assert answer.status_code == 200
        assert (said["priority"], said["organisation"]["id"]) == (
            "urgent",
            unions["futian"],
        )
        assert said["category"] == WAGES["category"]

    async def test_leaves_the_union_alone_unless_it_is_sent(
        self, supervisor, open_ticket, unions
    ):
        number = await open_ticket(union=unions["futian"])

        kept = await supervisor.patch(f"/tickets/{number}", json={"priority": "normal"})
        given = await supervisor.patch(
            f"/tickets/{number}", json={"organisation": None}
        )

        assert kept.json()["organisation"]["id"] == unions["futian"]
        assert given.json()["organisation"] is None

    async def test_changes_only_what_was_seen(self, supervisor, open_ticket):
        number = await open_ticket()
        tag = (await supervisor.get(f"/tickets/{number}")).headers["etag"]
        seen = {"If-Match": tag}

        first = await supervisor.patch(
            f"/tickets/{number}", json={"priority": "high"}, headers=seen
        )
        again = await supervisor.patch(
            f"/tickets/{number}", json={"priority": "urgent"}, headers=seen
        )

        assert first.status_code == 200
        assert first.headers["etag"] != tag
        assert (again.status_code, slug(again)) == (412, "stale")

    @pytest.mark.parametrize("tag", ['"0-0"', "x", '""'])
    async def test_refuses_a_version_that_is_none(self, supervisor, open_ticket, tag):
        number = await open_ticket()

        answer = await supervisor.patch(
            f"/tickets/{number}", json={}, headers={"If-Match": tag}
        )

        assert slug(answer) == "stale"

    async def test_does_not_take_what_somebody_works_on(
        self, program, supervisor, open_ticket
    ):
        number = await open_ticket()
        seat, other = await program(OfficerRole.seat), await program(OfficerRole.seat)
        await seat.post(f"/tickets/{number}/events", json={"kind": "claim"})

        answer = await other.patch(f"/tickets/{number}", json={"priority": "normal"})

        assert (answer.status_code, slug(answer)) == (409, "claimed")
