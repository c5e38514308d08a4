import pytest
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.models import (
    HookDelivery,
    OfficerRole,
    TicketStatus,
)
from tests.api.rest.conftest import NAME, PHONE, slug, ticket_of
from tests.api.rest.test_tickets import WHY


async def do(client, number, kind, **more):
    return await client.post(f"/tickets/{number}/events", json={"kind": kind, **more})


class TestAdd:
    async def test_goes_the_way_of_a_ticket(self, supervisor, open_ticket, sessions):
        number = await open_ticket()

        for kind, more, status in (
            ("claim", {}, "open"),
            ("note", {"words": "已联系单位"}, "open"),
            ("answer", {"words": "单位已答复"}, "open"),
            ("ask_worker", {"words": "请补一张工资条"}, "pending_member"),
            ("move", {"to": "open"}, "open"),
            ("escalate", {"why": "单位不配合"}, "open"),
            ("supervise", {"words": "三日内办结"}, "open"),
            ("move", {"to": "resolved", "words": "已发工资"}, "resolved"),
            ("follow_up", {"result": "satisfied"}, "resolved"),
            ("reopen", {"words": "又没发"}, "open"),
        ):
            answer = await do(supervisor, number, kind, **more)
            assert answer.status_code == 201, (kind, answer.text)
            assert answer.json()["ticket"]["status"] == status
            assert answer.json()["events"], kind

    async def test_tells_what_was_written_down(self, supervisor, open_ticket):
        number = await open_ticket()

        said = (await do(supervisor, number, "note", words="已联系单位")).json()

        [event] = said["events"]
        assert (event["kind"], event["text"]) == ("note", "已联系单位")
        assert event["officer"]["name"] == "业务系统"
        assert event["audience"] == "officers"

    async def test_splits_merges_and_links(self, supervisor, open_ticket, sessions):
        first, second = await open_ticket(), await open_ticket()

        split = await do(
            supervisor, first, "split", subject="还有社保", category="ask_union_fee"
        )
        linked = await do(supervisor, first, "link", to=second)
        merged = await do(supervisor, second, "merge", into=first)

        for answer in (split, linked, merged):
            assert answer.status_code == 201, answer.text
        assert merged.json()["ticket"]["merged_into"] == first

    async def test_assigns(self, supervisor, program, open_ticket):
        number = await open_ticket()
        seat = await program(OfficerRole.case_officer)
        await do(seat, number, "claim")
        holder = (await do(seat, number, "note", words="x")).json()["ticket"]["officer"]

        gone = await do(supervisor, number, "assign", officer=None, why="换人")
        back = await do(supervisor, number, "assign", officer=holder["id"])

        assert gone.json()["ticket"]["officer"] is None
        assert back.json()["ticket"]["officer"] == holder

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"kind": "delete"},
            {"kind": "note"},
            {"kind": "note", "words": ""},
            {"kind": "note", "words": "长" * 2001},
            {"kind": "note", "words": "x", "audience": "worker"},
            {"kind": "answer", "words": ["x"]},
            {"kind": "move", "to": "gone"},
            {"kind": "merge", "into": "1"},
            {"kind": "follow_up", "result": "great"},
            {"kind": "claim", "officer": 1},
            {"kind": "assign"},
            {"kind": "assign", "officer": 2**31},
            {"kind": "supervise", "words": "x", "due_on": "2001-01-01"},
            {"kind": "assign", "officer": 999},
        ],
        ids=str,
    )
    async def test_refuses_what_can_not_be_done(
        self, supervisor, open_ticket, sessions, body
    ):
        number = await open_ticket()

        answer = await supervisor.post(f"/tickets/{number}/events", json=body)

        assert (answer.status_code, slug(answer)) == (422, "invalid")
        assert (await ticket_of(sessions, number)).status is TicketStatus.new

    async def test_refuses_a_step_that_is_none(self, supervisor, open_ticket):
        number = await open_ticket()

        answer = await do(supervisor, number, "move", to="closed")

        assert (answer.status_code, slug(answer)) == (409, "transition-not-allowed")

    async def test_refuses_what_another_role_does(self, program, open_ticket):
        number = await open_ticket()
        seat = await program(OfficerRole.seat)

        answer = await do(seat, number, "supervise", words="快点办")

        assert (answer.status_code, slug(answer)) == (403, "not-permitted")

    async def test_refuses_what_somebody_else_works_on(self, program, open_ticket):
        number = await open_ticket()
        await do(await program(OfficerRole.seat), number, "claim")

        answer = await do(await program(OfficerRole.seat), number, "answer", words="x")

        assert (answer.status_code, slug(answer)) == (409, "claimed")

    async def test_of_an_old_version_is_refused(self, supervisor, open_ticket):
        number = await open_ticket()
        tag = (await supervisor.get(f"/tickets/{number}")).headers["etag"]
        await do(supervisor, number, "note", words="已联系")

        answer = await supervisor.post(
            f"/tickets/{number}/events",
            json={"kind": "note", "words": "再联系"},
            headers={"If-Match": tag},
        )

        assert (answer.status_code, slug(answer)) == (412, "stale")

    async def test_is_done_once(self, supervisor, open_ticket):
        number, key = await open_ticket(), {"Idempotency-Key": "n1"}
        body = {"kind": "note", "words": "已联系单位"}

        for _ in range(2):
            await supervisor.post(f"/tickets/{number}/events", json=body, headers=key)

        listed = (await supervisor.get(f"/tickets/{number}/events")).json()["items"]
        assert [one["kind"] for one in listed].count("note") == 1

    async def test_is_told_to_webhooks(self, supervisor, open_ticket, sessions):
        made = await supervisor.post(
            "/webhooks",
            json={"url": "http://127.0.0.1:9/told", "events": ["ticket.answered"]},
        )
        assert made.status_code == 201, made.text
        number = await open_ticket()

        await do(supervisor, number, "answer", words="单位已答复")

        async with unit_of_work(sessions) as session:
            [told] = await session.scalars(select(HookDelivery))
        assert told.body["ticket"]["number"] == number


class TestList:
    async def test_tells_what_happened_masked(self, supervisor, open_ticket):
        number = await open_ticket()
        await do(supervisor, number, "note", words=f"{NAME}的电话{PHONE}")

        masked = await supervisor.get(f"/tickets/{number}/events")
        clear = await supervisor.get(f"/tickets/{number}/events", headers=WHY)

        assert masked.json()["items"][-1]["text"] == "赵*明的电话138****8017"
        assert clear.json()["items"][-1]["text"] == f"{NAME}的电话{PHONE}"

    async def test_tells_leaders_words_to_leaders(
        self, supervisor, program, open_ticket
    ):
        number = await open_ticket()
        await do(supervisor, number, "note", words="先别外传", audience="leaders")
        seat = await program(OfficerRole.seat)

        leaders = await supervisor.get(f"/tickets/{number}/events")
        seats = await seat.get(f"/tickets/{number}/events")

        assert "先别外传" in leaders.text
        assert "先别外传" not in seats.text
