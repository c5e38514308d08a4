"""Looking a member up: whole numbers only, masked, in the clear once with a reason."""

import pytest
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.models import AuditAction, AuditEntry, AuditSubject, Member
from tests.api.console.conftest import NAME, PHONE, token_on

HERE = "/console/members"
ID_NUMBER = "440300199003070004"


@pytest.fixture
async def member(sessions) -> int:
    async with unit_of_work(sessions) as session:
        made = Member(name=NAME, phone=PHONE, id_number=ID_NUMBER)
        session.add(made)
    return made.id


async def post(client, path=HERE, **form):
    page = await client.get(HERE)
    return await client.post(path, data={"token": token_on(page), **form})


async def actions(sessions):
    about = AuditEntry.subject == AuditSubject.member
    async with sessions() as session:
        found = await session.scalars(select(AuditEntry).where(about))
        return [entry.action for entry in found]


class TestFind:
    @pytest.mark.parametrize("number", [PHONE, f"+86 {PHONE}", ID_NUMBER])
    async def test_shows_who_it_is_masked(self, officer, member, sessions, number):
        page = await post(officer, number=number)

        assert "赵*明" in page.text
        assert "138****8017" in page.text
        assert NAME not in page.text
        assert await actions(sessions) == [AuditAction.looked_up]

    async def test_lists_nobody_without_being_asked(self, officer, member):
        page = await officer.get(HERE)

        assert "赵" not in page.text.partition("<main")[2]

    @pytest.mark.parametrize("number", ["138", "赵", "%", "1" * 30, "<b>x"])
    async def test_says_what_is_needed(self, officer, member, number):
        page = await post(officer, number=number)

        assert page.status_code == 422
        assert "完整" in page.text
        assert "<b>x" not in page.text

    async def test_says_that_nobody_was_found(self, officer, member):
        assert "没有查到" in (await post(officer, number="13800000000")).text

    async def test_the_number_stands_in_no_address(self, officer, member):
        answer = await officer.get(f"{HERE}?number={PHONE}")

        assert "赵" not in answer.text.partition("<main")[2]


class TestCard:
    async def test_is_masked(self, officer, member, sessions):
        page = await officer.get(f"{HERE}/{member}")

        assert "赵*明" in page.text
        assert "4403**********0004" in page.text
        for secret in (NAME, PHONE, ID_NUMBER):
            assert secret not in page.text
        assert await actions(sessions) == [AuditAction.viewed]

    async def test_shows_only_what_was_asked_for_and_notes_why(
        self, officer, member, sessions
    ):
        page = await post(
            officer, f"{HERE}/{member}", kind="phone", reason="回电核实入会"
        )

        assert PHONE in page.text
        assert NAME not in page.text
        assert ID_NUMBER not in page.text
        unmasked = AuditEntry.action == AuditAction.unmasked
        async with sessions() as session:
            [entry] = await session.scalars(select(AuditEntry).where(unmasked))
        assert entry.reason == "回电核实入会"
        assert entry.after == {"phone": "138****8017"}
        assert PHONE not in (await officer.get(f"{HERE}/{member}")).text

    @pytest.mark.parametrize(
        "form",
        [
            {"kind": "phone", "reason": ""},
            {"kind": "phone", "reason": "看看"},
            {"kind": "password", "reason": "回电核实入会"},
            {"reason": "回电核实入会"},
        ],
    )
    async def test_shows_nothing_without_a_reason_or_a_wish(
        self, officer, member, sessions, form
    ):
        page = await post(officer, f"{HERE}/{member}", **form)

        assert page.status_code == 422
        assert PHONE not in page.text
        assert AuditAction.unmasked not in await actions(sessions)
