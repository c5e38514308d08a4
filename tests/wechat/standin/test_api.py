"""What an account may send, fetch and set up, within WeChat's limits."""

import json

import httpx
import pytest

from tests.wechat.standin.conftest import ME, token


@pytest.fixture
def text():
    def body(content="您好", openid=ME):
        return {"touser": openid, "msgtype": "text", "text": {"content": content}}

    return body


class TestSend:
    async def test_a_text_is_shown(self, api, do, seen, text):
        await do("text", content="在吗")

        assert (await api("message/custom/send", text()))["errcode"] == 0

        [shown] = await seen()
        assert (shown["how"], shown["content"]) == ("service", {"text": "您好"})

    async def test_escaped_json_is_taken_as_well(self, http, api, do, seen, text):
        await do("text", content="在吗")
        body = json.dumps(text("工会😀"), ensure_ascii=True)

        told = await api("message/custom/send", json.loads(body))

        assert told["errcode"] == 0
        assert (await seen())[0]["content"]["text"] == "工会😀"

    async def test_nobody_who_has_not_written(self, api, do, text):
        await do("opt-in", "oDEMOquiet", template_id="t")

        told = await api("message/custom/send", text(openid="oDEMOquiet"))

        assert told["errcode"] == 45015

    async def test_five_for_a_message(self, api, do, text):
        await do("text", content="在吗")

        codes = [
            (await api("message/custom/send", text()))["errcode"] for _ in "123456"
        ]

        assert codes == [0, 0, 0, 0, 0, 45047]

    async def test_three_for_a_tap(self, api, do, text):
        await do("tap", key="k")

        codes = [(await api("message/custom/send", text()))["errcode"] for _ in "1234"]

        assert codes == [0, 0, 0, 45047]

    @pytest.mark.parametrize(
        ("deed", "seconds", "code"),
        [("text", 47 * 3600, 0), ("text", 48 * 3600, 45015), ("tap", 61, 45015)],
    )
    async def test_windows_end(self, api, do, http, text, deed, seconds, code):
        await do(deed, content="在吗", key="k")

        await http.post("/standin/clock", json={"advance": seconds})

        assert (await api("message/custom/send", text()))["errcode"] == code

    async def test_a_tapped_link_counts_as_a_tap(self, do, world):
        await do("text", content="满意", menu_id="101")

        assert set(world.followers[ME].grants) == {"contact"}

    async def test_nobody_who_left(self, api, do, text):
        await do("text", content="在吗")
        await do("unfollow")

        assert (await api("message/custom/send", text()))["errcode"] == 43004

    async def test_nobody_who_blocks(self, api, do, http, text):
        await do("text", content="在吗")
        await http.post(f"/standin/followers/{ME}/settings", json={"blocks": True})

        assert (await api("message/custom/send", text()))["errcode"] == 48002

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"touser": "oNobody", "msgtype": "text"}, 40003),
            ({"touser": 7, "msgtype": "text"}, 40003),
            ({"touser": ME, "msgtype": "smoke"}, 40008),
            ({"touser": ME, "msgtype": "text"}, 44004),
            ({"touser": ME, "msgtype": "text", "text": {"content": ""}}, 44004),
            ({"touser": ME, "msgtype": "text", "text": {"content": "字" * 683}}, 45002),
            ({"touser": ME, "msgtype": "image", "image": {"media_id": "x"}}, 40007),
        ],
    )
    async def test_refuses_what_is_wrong(self, api, do, body, code):
        await do("text", content="在吗")

        assert (await api("message/custom/send", body))["errcode"] == code

    @pytest.mark.parametrize(
        ("body", "code"), [(b"", 44002), (b"{", 47001), (b"[]", 47001)]
    )
    async def test_refuses_what_is_no_object(self, http, account, body, code):
        query = {"access_token": (await token(http, account))["access_token"]}

        answer = await http.post(
            "/cgi-bin/message/custom/send", params=query, content=body
        )

        assert answer.json()["errcode"] == code


class TestNotices:
    def notice(self, value="工单有了答复", **more):
        return {
            "touser": ME,
            "template_id": "T1",
            "data": {"thing1": {"value": value}},
        } | more

    async def test_a_template_is_shown_and_reported(self, api, do, seen, callback, app):
        await do("follow")
        told = await api("message/template/send", self.notice())

        await settled(app)

        assert (await seen())[-1]["content"]["fields"] == {"thing1": "工单有了答复"}
        assert len(callback.came) == 2  # the following, the report
        assert told["msgid"] > 0

    async def test_its_fields_are_shortened(self, api, do, seen):
        await do("follow")
        await api("message/template/send", self.notice("字" * 30))

        assert (await seen())[-1]["content"]["fields"]["thing1"] == "字" * 20

    async def test_the_same_request_is_shown_once(self, api, do, seen):
        await do("follow")
        first = await api("message/template/send", self.notice(client_msg_id="a"))
        second = await api("message/template/send", self.notice(client_msg_id="a"))

        assert first == second
        assert len(await seen()) == 1

    async def test_not_after_leaving(self, api, do):
        await do("follow")
        await do("unfollow")

        assert (await api("message/template/send", self.notice()))["errcode"] == 43004

    async def test_a_subscription_needs_a_yes_each(self, api, do):
        await do("follow")
        codes = [(await api("message/subscribe/bizsend", self.notice()))["errcode"]]
        await do("opt-in", template_id="T1")
        for _ in range(2):
            told = await api("message/subscribe/bizsend", self.notice())
            codes.append(told["errcode"])

        assert codes == [43101, 0, 43101]

    async def test_a_no_is_no_yes(self, api, do):
        await do("follow")
        await do("opt-in", template_id="T1", accepted=False)

        told = await api("message/subscribe/bizsend", self.notice())

        assert told["errcode"] == 43101

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"template_id": ""}, 40037),
            ({"data": {}}, 47003),
            ({"data": {"thing1": "text"}}, 47003),
            ({"data": {"thing1": {"value": "字" * 21}}}, 47003),
        ],
    )
    async def test_refuses_what_is_wrong(self, api, do, changes, code):
        await do("follow")
        await do("opt-in", template_id="T1")

        told = await api("message/subscribe/bizsend", self.notice(**changes))

        assert told["errcode"] == code


class TestMedia:
    async def test_what_was_sent_can_be_fetched(self, http, do, api, account):
        given = await http.post(
            "/standin/media",
            content=b"\xff\xd8pic",
            headers={"content-type": "image/jpeg"},
        )
        media_id = given.json()["media_id"]
        query = {
            "access_token": (await token(http, account))["access_token"],
            "media_id": media_id,
        }

        got = await http.get("/cgi-bin/media/get", params=query)

        assert (got.content, got.headers["content-type"]) == (
            b"\xff\xd8pic",
            "image/jpeg",
        )

    async def test_an_unknown_one_is_an_error_in_json(self, api):
        assert (await api("media/get", media_id="x"))["errcode"] == 40007

    async def test_of_a_film_only_the_address(self, do, api, world):
        await do("follow")
        await do("video")
        [film] = [key for key, medium in world.media.items() if medium.is_video]

        assert film in (await api("media/get", media_id=film))["video_url"]

    async def test_an_upload_can_be_sent(self, http, account, do, api):
        query = {
            "access_token": (await token(http, account))["access_token"],
            "type": "image",
        }
        files = {"media": ("a.png", b"png", "image/png")}

        told = await http.post("/cgi-bin/media/upload", params=query, files=files)

        await do("text", content="在吗")
        image = {"media_id": told.json()["media_id"]}
        body = {"touser": ME, "msgtype": "image", "image": image}
        assert (await api("message/custom/send", body))["errcode"] == 0


class TestMenu:
    def column(self, **more):
        return {"type": "click", "name": "查", "key": "k"} | more

    async def test_there_is_none_at_first(self, api):
        assert (await api("menu/get"))["errcode"] == 46003

    async def test_is_shown_as_it_was_made(self, api):
        await api("menu/create", {"button": [self.column()]})

        told = await api("menu/get")

        assert told["menu"]["button"] == [self.column(sub_button=[])]
        assert (await api("menu/delete"))["errcode"] == 0
        assert (await api("menu/get"))["errcode"] == 46003

    @pytest.mark.parametrize(
        ("button", "code"),
        [
            ([], 40016),
            ([{}] * 4, 40016),
            ([{"name": "查"}], 40017),
            ([{"type": "click", "name": "会员服务中心", "key": "k"}], 40018),
            ([{"type": "click", "name": "查", "key": "k" * 129}], 40019),
            ([{"type": "view", "name": "查", "url": "https://a/" + "b" * 1024}], 40020),
            ([{"type": "view", "name": "查", "url": "ftp://a"}], 40055),
            ([{"name": "查", "sub_button": [{}] * 6}], 40023),
            ([{"name": "查", "sub_button": [{"type": "x", "name": "查"}]}], 40024),
            ([{"name": "查", "sub_button": [{"name": "会" * 21}]}], 40025),
        ],
    )
    async def test_refuses_beyond_its_limits(self, api, button, code):
        assert (await api("menu/create", {"button": button}))["errcode"] == code


class TestFaults:
    async def fail(self, http, **fault):
        path = {"path": "custom/send"}
        answer = await http.post("/standin/faults", json=path | fault)
        assert answer.status_code == 200

    async def test_an_error_code_as_often_as_asked(self, http, api, do, text, seen):
        await do("text", content="在吗")
        await self.fail(http, errcode=-1, times=2)

        codes = [(await api("message/custom/send", text()))["errcode"] for _ in "123"]

        assert codes == [-1, -1, 0]
        assert len(await seen()) == 1

    async def test_a_status(self, http, account):
        await http.post("/standin/faults", json={"path": "menu/get", "status": 502})

        assert (await http.get("/cgi-bin/menu/get")).status_code == 502

    async def test_other_paths_go_on(self, http, api):
        await self.fail(http, errcode=-1)

        assert (await api("menu/get"))["errcode"] == 46003

    async def test_what_is_none_is_refused(self, http):
        answer = await http.post("/standin/faults", json={"way": "x"})

        assert answer.status_code == 400


async def settled(app):
    """Wait for what follows an answer."""
    for task in list(app.state.post._under_way):
        await task


class TestDoors:
    async def test_another_name_for_this_machine_is_turned_away(self, app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://evil.example"
        ) as http:
            assert (await http.get("/standin/journal")).status_code == 400

    async def test_other_pages_cannot_post_without_asking(self, http):
        answer = await http.post(
            f"/standin/followers/{ME}/follow",
            content=b"{}",
            headers={"content-type": "text/plain"},
        )

        assert answer.status_code == 415
