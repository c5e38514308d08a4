"""Forms that are not the page's own are refused; pages give nothing personal away."""

import re

import pytest

from api.middleware.headers import CONTENT_SECURITY_POLICY
from helpdesk.identity import bindings
from tests.api.wechat.account.conftest import OTHER, PHONE, TAIL
from tests.api.wechat.account.records import bound_id, level


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
