"""An account is bound with phone, tail and code; who guesses is locked out."""

import re

import pytest
from sqlalchemy import func, select

from helpdesk.database import unit_of_work
from helpdesk.errors import HelpdeskError
from helpdesk.identity import identity
from helpdesk.models import OutboxItem
from helpdesk.seed import DEMO_MEMBER
from tests.api.wechat.account.conftest import OTHER, PHONE, TAIL
from tests.api.wechat.account.records import level

WRONG_TAIL = "0000" if TAIL != "0000" else "1111"


async def sent(phone):
    async with phone.sessions() as session:
        return await session.scalar(select(func.count(OutboxItem.id)))


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


class TestBinding:
    async def test_asks_for_phone_and_tail_then_for_the_code(self, phone):
        await phone.enter()
        assert 'name="phone"' in phone.page

        await phone.send("code", phone=PHONE, tail=TAIL)

        assert "138****8000" in phone.page
        assert 'autocomplete="one-time-code"' in phone.page

    async def test_binds_with_the_right_code(self, phone):
        await phone.bind()

        assert "绑定好了" in phone.page
        assert "王*明" in phone.page
        assert await level(phone) == 2

    async def test_shows_masks_alone(self, phone):
        await phone.bind()

        for secret in (
            DEMO_MEMBER.name,
            PHONE,
            DEMO_MEMBER.id_number,
            DEMO_MEMBER.member_number,
            phone.openid,
        ):
            assert secret not in phone.page

    async def test_stays_bound_at_the_next_visit(self, phone, later):
        await phone.bind()
        later(days=30)
        phone.http.cookies.clear()

        await phone.enter()

        assert "已绑定" in phone.page
        assert await level(phone) == 1

    async def test_a_reload_sends_nothing_twice(self, phone):
        await phone.enter()
        await phone.send("code", phone=PHONE, tail=TAIL)
        before = await sent(phone)

        await phone.open("/wechat/account?step=code")
        await phone.open()

        assert await sent(phone) == before
        assert "138****8000" in phone.page

    async def test_a_number_of_its_own_can_be_put_right(self, phone):
        await phone.enter()
        await phone.send("code", phone=PHONE, tail=TAIL)

        await phone.open("/wechat/account?step=again")

        assert 'name="phone"' in phone.page

    @pytest.mark.parametrize(
        ("given", "tail", "told"),
        [
            ("", TAIL, "手机号是 11 位"),
            ("12345", TAIL, "手机号是 11 位"),
            ("<script>alert(1)</script>", TAIL, "手机号是 11 位"),
            ("1" * 5000, TAIL, "手机号是 11 位"),
            ("\x00\x07", TAIL, "手机号是 11 位"),
            (PHONE, "", "最后四位"),
            (PHONE, "12", "最后四位"),
            (PHONE, "甲乙丙丁", "最后四位"),
        ],
    )
    async def test_says_which_field_is_wrong(self, phone, given, tail, told):
        await phone.enter()

        response = await phone.send("code", phone=given, tail=tail)

        assert response.status_code == 422
        assert told in phone.page
        assert "<script>alert" not in response.text
        assert await sent(phone) == 0

    async def test_reads_numbers_as_people_write_them(self, phone):
        await phone.enter()

        await phone.send("code", phone="+86 138-0013-8000", tail=f" {TAIL.lower()} ")

        assert "138****8000" in phone.page

    async def test_keeps_the_phone_and_not_the_tail_after_a_mistake(self, phone):
        await phone.enter()

        await phone.send("code", phone=PHONE, tail=WRONG_TAIL)

        assert phone.status == 403
        assert "还可以试 4 次" in phone.page
        assert f'value="{PHONE}"' in phone.page
        assert WRONG_TAIL not in re.sub(r"\w{64}", "", phone.page)

    async def test_an_unknown_phone_is_answered_like_a_wrong_tail(self, phone):
        await phone.enter()

        await phone.send("code", phone="13800138999", tail=TAIL)

        assert "没有对上" in phone.page

    async def test_a_wrong_code_is_counted_and_binds_nobody(self, phone):
        await phone.enter()
        await phone.send("code", phone=PHONE, tail=TAIL)

        await phone.send("confirm", code=wrong(await phone.code()))

        assert "还可以试 4 次" in phone.page
        assert 'name="code"' in phone.page
        assert await level(phone) < 2

    @pytest.mark.parametrize("code", ["", "12345", "abcdef", "1" * 4000, "①②③④⑤"])
    async def test_what_can_be_no_code_costs_no_try(self, phone, code):
        await phone.enter()
        await phone.send("code", phone=PHONE, tail=TAIL)

        await phone.send("confirm", code=code)
        assert phone.status == 422
        await phone.send("confirm", code=wrong(await phone.code()))

        assert "还可以试 4 次" in phone.page

    async def test_a_code_works_once(self, phone):
        await phone.bind()
        code = await phone.code()

        await phone.send("confirm", code=code)

        assert phone.status == 403
        assert "验证码过期了" in phone.page

    async def test_a_late_code_is_told_and_a_new_one_can_be_had(self, phone, later):
        await phone.enter()
        await phone.send("code", phone=PHONE, tail=TAIL)
        late = await phone.code()
        later(minutes=6)

        await phone.send("confirm", code=late)

        assert "验证码过期了" in phone.page
        assert 'name="phone"' in phone.page

    async def test_lets_the_oldest_of_too_many_accounts_go_and_tells(
        self, phone_of, later
    ):
        for n in range(5):
            await phone_of(f"oDEMOaccount000{n}").bind()
            later(minutes=31)

        sixth = phone_of("oDEMOaccount0005")
        await sixth.bind()

        assert "最早绑定的那个自动解除了" in sixth.page
        assert sixth.page.count("另一个微信") == 4
        assert "尾号 0000" not in sixth.page


class TestLocks:
    async def test_tries_on_the_page_and_in_the_chat_count_together(self, phone):
        await phone.enter()
        for _ in range(3):
            await phone.send("code", phone=PHONE, tail=WRONG_TAIL)
        for _ in range(2):
            conversation = await phone.conversation()
            with pytest.raises(HelpdeskError):
                async with unit_of_work(phone.sessions) as session:
                    await identity.request_code(
                        session, conversation, phone=PHONE, id_tail=WRONG_TAIL
                    )

        await phone.send("code", phone=PHONE, tail=TAIL)

        assert phone.status == 423
        assert "先锁住了" in phone.page
        assert re.search(r"\d\d:\d\d 以后再来", phone.page)

    async def test_a_right_code_does_not_bind_while_locked(self, phone):
        await phone.enter()
        await phone.send("code", phone=PHONE, tail=TAIL)
        right = await phone.code()
        for _ in range(5):
            await phone.send("confirm", code=wrong(right))

        await phone.send("confirm", code=right)

        assert phone.status == 423
        assert await level(phone) < 2

    async def test_another_account_does_not_open_the_lock_of_a_phone(
        self, phone, phone_of
    ):
        await phone.enter()
        for _ in range(5):
            await phone.send("code", phone=PHONE, tail=WRONG_TAIL)
        other = phone_of(OTHER)
        await other.enter()

        await other.send("code", phone=PHONE, tail=TAIL)

        assert other.status == 423

    async def test_an_address_that_guesses_is_locked_whatever_account_it_takes(
        self, phone_of
    ):
        for n in range(5):
            phone = phone_of(f"oDEMOguesser{n}", address="203.0.113.7")
            await phone.enter()
            for k in range(4):
                number = f"1380013{n}{k:03d}"
                await phone.send("code", phone=number, tail=WRONG_TAIL)
        honest = phone_of(OTHER, address="203.0.113.7")
        await honest.enter()

        await honest.send("code", phone=PHONE, tail=TAIL)

        assert honest.status == 423

    async def test_does_not_flood_a_phone(self, phone):
        await phone.enter()
        for _ in range(5):
            await phone.send("code", phone=PHONE, tail=TAIL)
            await phone.open("/wechat/account?step=again")

        await phone.send("code", phone=PHONE, tail=TAIL)

        assert phone.status == 423
