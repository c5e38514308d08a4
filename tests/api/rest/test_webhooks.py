import pytest

from helpdesk.models import OfficerRole
from tests.api.rest.conftest import slug

HOOK = {"url": "http://127.0.0.1:9/told?key=1", "events": ["ticket.opened"]}


class TestAdd:
    async def test_tells_the_key_this_once(self, supervisor):
        made = await supervisor.post("/webhooks", json=HOOK)

        assert made.status_code == 201
        assert made.json()["secret"].startswith("whsec_")
        place = made.headers["location"].removeprefix("/api/v1")
        shown = (await supervisor.get(place)).json()
        assert "secret" not in shown
        assert shown["url"] == HOOK["url"]

    @pytest.mark.parametrize(
        "change",
        [
            {"url": "http://169.254.169.254@evil.example/"},
            {"url": "javascript:alert(1)"},
            {"url": "https://user:pass@example.com/"},
            {"url": ""},
            {"events": []},
            {"events": ["ticket.deleted"]},
            {"secret": "mine"},
            {"path": "/"},
        ],
        ids=str,
    )
    async def test_refuses_what_is_none(self, supervisor, change):
        answer = await supervisor.post("/webhooks", json=HOOK | change)

        assert (answer.status_code, slug(answer)) == (422, "invalid")


class TestScope:
    async def test_another_part_of_the_union_has_others(self, program, unions):
        street = await program(organisation=unions["xixiang"])
        other = await program(organisation=unions["futian"])
        key = (await street.post("/webhooks", json=HOOK)).json()["id"]

        for method, path in (
            ("GET", f"/webhooks/{key}"),
            ("PATCH", f"/webhooks/{key}"),
            ("DELETE", f"/webhooks/{key}"),
            ("POST", f"/webhooks/{key}/secret"),
            ("GET", f"/webhooks/{key}/deliveries"),
            ("POST", f"/webhooks/{key}/deliveries/evt_{'0' * 32}/retry"),
        ):
            body = {} if method == "PATCH" else None
            answer = await other.request(method, path, json=body)
            assert (answer.status_code, slug(answer)) == (404, "not-found")
        assert (await other.get("/webhooks")).json() == {"items": []}
        assert len((await street.get("/webhooks")).json()["items"]) == 1


class TestChange:
    async def test_pauses_and_calls_again(self, supervisor):
        key = (await supervisor.post("/webhooks", json=HOOK)).json()["id"]

        paused = await supervisor.patch(f"/webhooks/{key}", json={"state": "paused"})
        active = await supervisor.patch(f"/webhooks/{key}", json={"state": "active"})

        assert paused.json()["state"] == "paused"
        assert active.json()["state"] == "active"
        assert active.json()["events"] == HOOK["events"]


class TestRotate:
    async def test_gives_another_key(self, supervisor):
        made = (await supervisor.post("/webhooks", json=HOOK)).json()

        new = await supervisor.post(f"/webhooks/{made['id']}/secret")

        assert new.status_code == 201
        assert new.json()["secret"] != made["secret"]


class TestRemove:
    async def test_takes_it_away(self, supervisor):
        key = (await supervisor.post("/webhooks", json=HOOK)).json()["id"]

        gone = await supervisor.delete(f"/webhooks/{key}")

        assert (gone.status_code, gone.content) == (204, b"")
        assert slug(await supervisor.get(f"/webhooks/{key}")) == "not-found"


class TestDeliveries:
    async def test_are_listed(self, supervisor, open_ticket):
        key = (await supervisor.post("/webhooks", json=HOOK)).json()["id"]
        await open_ticket()

        [told] = (await supervisor.get(f"/webhooks/{key}/deliveries")).json()["items"]
        dead = await supervisor.get(f"/webhooks/{key}/deliveries?state=failed")
        again = await supervisor.post(f"/webhooks/{key}/deliveries/{told['key']}/retry")

        assert (told["event"], told["state"]) == ("ticket.opened", "waiting")
        assert dead.json() == {"items": []}
        assert (again.status_code, slug(again)) == (409, "conflict")


class TestRights:
    @pytest.mark.parametrize("role", [OfficerRole.seat, OfficerRole.auditor])
    async def test_are_leaders(self, program, role):
        answer = await (await program(role)).post("/webhooks", json=HOOK)

        assert (answer.status_code, slug(answer)) == (403, "not-permitted")
