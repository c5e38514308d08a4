"""A binding ends, or passes to another member, by that member's own proof."""

import pytest
from sqlalchemy import select

from helpdesk.models import AuditAction, AuditEntry
from helpdesk.seed import DEMO_GIG_WORKER
from tests.api.wechat.account.conftest import OTHER
from tests.api.wechat.account.records import bound_id, level


class TestRemoving:
    async def test_asks_first(self, phone):
        await phone.bind()
        mine = await bound_id(phone)

        await phone.open(f"/wechat/account?remove={mine}")

        assert "解除这个微信的绑定吗" in phone.page
        assert await level(phone) == 2

    async def test_takes_this_account_away(self, phone):
        await phone.bind()
        mine = await bound_id(phone)
        await phone.open(f"/wechat/account?remove={mine}")

        await phone.send("remove", remove=mine)

        assert "这个微信的绑定解除了" in phone.page
        assert 'name="phone"' in phone.page
        assert await level(phone) == 0

    async def test_takes_another_account_away(self, phone, phone_of):
        lost = phone_of(OTHER)
        await lost.bind()
        await phone.bind()
        gone = await bound_id(lost)
        await phone.open(f"/wechat/account?remove={gone}")
        assert "尾号 0002 的微信" in phone.page

        await phone.send("remove", remove=gone)

        assert "那个微信的绑定解除了" in phone.page
        assert await level(lost) == 0
        assert await level(phone) == 2

    async def test_needs_a_fresh_code_when_the_proof_is_old(self, phone, later):
        await phone.bind()
        later(hours=3)
        await phone.enter()
        mine = await bound_id(phone)

        await phone.open(f"/wechat/account?remove={mine}")
        assert "先核对是您本人" in phone.page
        await phone.send("code", remove=mine)
        assert "138****8000" in phone.page
        await phone.send("confirm", code=await phone.code(), remove=mine)
        assert "解除这个微信的绑定吗" in phone.page
        await phone.send("remove", remove=mine)

        assert "解除了" in phone.page

    async def test_does_nothing_without_that_code(self, phone, later):
        await phone.bind()
        later(hours=3)
        await phone.enter()

        await phone.send("remove", remove=await bound_id(phone))

        assert phone.status == 403
        assert "核对是不是您本人" in phone.page
        assert await level(phone) == 1

    @pytest.mark.parametrize("named", ["", "0", "999999", "-1", "1 OR 1=1", "1e3", "①"])
    async def test_refuses_what_is_not_bound(self, phone, named):
        await phone.bind()

        await phone.send("remove", remove=named)

        assert phone.status == 404
        assert await level(phone) == 2

    async def test_refuses_an_account_of_somebody_else(self, phone, phone_of):
        stranger = phone_of(OTHER)
        await stranger.enter()
        gig = DEMO_GIG_WORKER
        await stranger.send("code", phone=gig.phone, tail=gig.id_number[-4:])
        await stranger.send("confirm", code=await stranger.code())
        await phone.bind()

        await phone.send("remove", remove=await bound_id(stranger))

        assert phone.status == 404
        assert await level(stranger) == 2

    async def test_notes_who_did_it(self, phone):
        await phone.bind()
        await phone.send("remove", remove=await bound_id(phone))

        async with phone.sessions() as session:
            entries = list(await session.scalars(select(AuditEntry)))

        assert [entry.action for entry in entries] == [
            AuditAction.bound,
            AuditAction.unbound,
        ]
        assert entries[1].actor_member_id is not None


class TestTakingOver:
    async def test_needs_the_other_member_s_proof_and_is_audited(self, phone):
        await phone.bind()
        gig = DEMO_GIG_WORKER
        await phone.open("/wechat/account?step=again")

        await phone.send("code", phone=gig.phone, tail=gig.id_number[-4:])
        assert 'name="code"' in phone.page
        await phone.send("confirm", code=await phone.code())

        assert "绑定好了" in phone.page
        assert "王*明" not in phone.page
        async with phone.sessions() as session:
            actions = [e.action for e in await session.scalars(select(AuditEntry))]
        assert actions == [AuditAction.bound, AuditAction.unbound, AuditAction.bound]

    async def test_of_nobody_else_by_an_openid_alone(self, phone, phone_of):
        await phone.bind()
        stranger = phone_of(OTHER)

        await stranger.enter()

        assert "已绑定" not in stranger.page
        assert await level(stranger) == 0
