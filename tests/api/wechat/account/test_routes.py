import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from api.middleware.headers import CONTENT_SECURITY_POLICY
from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.errors import HelpdeskError
from helpdesk.identity import bindings, identity
from helpdesk.models import AuditAction, AuditEntry, OutboxItem
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER
from tests.api.wechat.account.conftest import PHONE, TAIL

WRONG_TAIL = "0000" if TAIL != "0000" else "1111"
OTHER = "oDEMOinventedOpenid0002"


async def bound_id(phone):
    """Return what the page calls this account."""
    return str((await phone.conversation()).identity_id)


async def level(phone):
    conversation = await phone.conversation()
    async with unit_of_work(phone.sessions) as session:
        return await identity.level(session, conversation)


async def sent(phone):
    async with phone.sessions() as session:
        return await session.scalar(select(func.count(OutboxItem.id)))


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.fixture
def later(monkeypatch):
    """Move the clock."""
    real, moved = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + moved[0])

    def move(**by):
        moved[0] += timedelta(**by)

    return move


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


class TestForms:
    @pytest.mark.parametrize("step", ["code", "confirm", "remove", "leave"])
    async def test_are_refused_without_the_page_s_token(self, phone, step):
        await phone.bind()
        await phone.open()
        mine = await bound_id(phone)

        phone.page = ""
        response = await phone.send(step, phone=PHONE, tail=TAIL, remove=mine)

        assert response.status_code == 403
        assert "重新打开" in phone.page
        await phone.open()
        assert "已绑定" in phone.page

    async def test_are_refused_with_the_token_of_another_browser(self, phone, phone_of):
        attacker = phone_of(OTHER)
        await attacker.enter()
        await phone.bind()
        phone.page = attacker.page

        await phone.send("remove", remove=await bound_id(phone))

        assert phone.status == 403
        assert await level(phone) == 2

    @pytest.mark.parametrize("step", ["code", "confirm", "remove", "leave"])
    async def test_need_a_session(self, phone, step):
        await phone.ask()

        response = await phone.send(step, phone=PHONE, tail=TAIL, token="0" * 64)

        assert response.status_code == 403

    async def test_survive_bodies_that_are_no_form(self, phone):
        await phone.enter()
        for body in (
            b"",
            b"\xff\xfe\x00",
            b"{}",
            b"&".join([b"a=b"] * 50),
            b"=" * 60000,
        ):
            response = await phone.http.post("/wechat/account/code", content=body)

            assert response.status_code == 403
            assert response.headers["content-type"].startswith("text/html")


class TestPages:
    async def test_are_not_kept_and_obey_a_strict_policy(self, phone):
        response = await phone.enter()

        headers = response.headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert policy == CONTENT_SECURITY_POLICY.replace(
            "form-action 'none'", "form-action 'self'"
        )

    async def test_need_no_script_and_nothing_from_elsewhere(self, phone):
        await phone.bind()

        assert "<script" not in phone.page
        assert not re.search(r"\s(?:style|on\w+)=", phone.page)
        for address in re.findall(r'(?:src|href|action)="([^"]*)"', phone.page):
            assert address.startswith(("/", "tel:")), address

    async def test_have_everything_that_they_load(self, phone):
        await phone.enter()
        loaded = set(re.findall(r'href="(/[^"]*\.(?:css|svg))"', phone.page))

        assert len(loaded) == 3
        for address in loaded:
            assert (await phone.http.get(address)).status_code == 200, address

    async def test_name_every_field(self, phone):
        await phone.enter()
        for named in re.findall(r'<input id="(\w+)"', phone.page):
            assert f'<label for="{named}">' in phone.page

    async def test_hold_no_personal_data_in_addresses(self, phone):
        await phone.bind()
        asked = []
        phone.http.event_hooks["request"].append(_noting(asked))
        await phone.send("remove", remove=await bound_id(phone))
        await phone.send("code", phone=PHONE, tail=TAIL)

        assert asked
        for address in asked:
            for secret in (PHONE, TAIL, phone.openid):
                assert secret not in address

    async def test_say_nothing_that_a_stranger_puts_into_the_address(self, phone):
        await phone.enter()

        for query in ("done=<b>x</b>", "remove=<b>x</b>", "step=<b>x</b>"):
            await phone.open(f"/wechat/account?{query}")

            assert phone.status == 200
            assert "<b>x</b>" not in phone.page

    async def test_a_fault_is_a_page_and_not_json(self, phone, monkeypatch, caplog):
        await phone.enter()

        async def broken(*_):
            raise RuntimeError(f"openid {phone.openid}")

        monkeypatch.setattr(bindings, "bound_member", broken)
        response = await phone.open()

        assert response.status_code == 500
        assert "出了点问题" in phone.page
        assert phone.openid not in caplog.text
        assert "RuntimeError" in caplog.text


def _noting(asked):
    async def note(request):
        asked.append(str(request.url))

    return note
