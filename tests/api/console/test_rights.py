"""The table of rights: every page as every role and as a stranger."""

import pytest

from api.console.gate import ConsoleRoute
from api.console.rights import FILE, may, rights
from api.console.setup import ROUTERS
from helpdesk.errors import ConfigurationError
from helpdesk.models import OfficerRole
from tests.api.console.conftest import token_on, wages

PAGES = [
    (method, route)
    for router in ROUTERS
    for route in router.routes
    for method in sorted(route.methods)
]
NAMES = [f"{method} {route.name}" for method, route in PAGES]


@pytest.fixture(autouse=True)
def _quiet_newsroom(services):
    """The stream of news ends at once: nobody reads it while it goes on."""
    services.newsroom.close()


async def ask(client, method, route, call):
    path = route.path.replace("{record_id}", str(call))
    if method == "GET":
        return await client.get(path)
    page = await client.get("/console/calls", follow_redirects=True)
    form = {"token": token_on(page), "reason": "回电核实金额"}
    return await client.post(path, data=form)


class TestTable:
    def test_names_every_page_once_and_nothing_else(self):
        assert sorted(rights()) == sorted(route.name for _, route in PAGES)

    def test_every_page_stands_behind_the_gate(self):
        assert all(isinstance(route, ConsoleRoute) for _, route in PAGES)

    def test_what_it_does_not_name_is_shut(self):
        assert not any(may(role, "somewhere") for role in OfficerRole)

    def test_refuses_a_role_that_there_is_not(self, tmp_path):
        file = tmp_path / FILE.name
        file.write_text("show_call: [officer, chef]")

        with pytest.raises(ConfigurationError, match="show_call"):
            rights(file)


class TestEveryPage:
    @pytest.mark.parametrize(("method", "route"), PAGES, ids=NAMES)
    async def test_opens_for_whom_the_table_names(self, method, route, sign_in, keep):
        [call] = await keep(wages())

        for role in OfficerRole:
            answer = await ask(await sign_in(role), method, route, call)

            allowed = may(role, route.name)
            assert ("没有权限" in answer.text) is not allowed
            assert answer.status_code < 500

    @pytest.mark.parametrize(("method", "route"), PAGES, ids=NAMES)
    async def test_sends_a_stranger_to_the_door(self, method, route, client, keep):
        [call] = await keep(wages())

        answer = await ask(client, method, route, call)

        if rights()[route.name] is None:
            assert "工作台" in answer.text
        else:
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/console/sign-in")

    @pytest.mark.parametrize(
        ("method", "route"),
        [each for each in PAGES if each[0] == "POST"],
        ids=[name for name in NAMES if name.startswith("POST")],
    )
    @pytest.mark.parametrize("token", [None, "", "0" * 64, "令牌"])
    async def test_takes_no_form_that_was_not_on_our_page(
        self, method, route, token, officer, keep
    ):
        [call] = await keep(wages())
        form = {"reason": "回电核实金额"} | ({} if token is None else {"token": token})

        path = route.path.replace("{record_id}", str(call))
        answer = await officer.post(path, data=form)

        assert answer.status_code == 403
        assert "过期" in answer.text
        still = await officer.get("/console/calls")
        assert still.status_code == 200, "nobody was signed out by it"
