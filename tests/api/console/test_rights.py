"""The table of rights: every page, as every role, as a stranger, from another union.

The pages are found in the application itself. A new one needs a line in rights.yml, and
a maker in registry.py if its path has a parameter that is not known yet.
"""

import re
from itertools import count
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts

from api.app import create_app
from api.console import browser
from api.console.gate import ConsoleRoute
from api.console.rights import FILE, may, rights, steps
from helpdesk import clock
from helpdesk.audit import SYSTEM
from helpdesk.config import Settings
from helpdesk.database import unit_of_work
from helpdesk.errors import ConfigurationError
from helpdesk.models import Authenticator, Officer, OfficerRole, OrganisationKind
from helpdesk.officers import Pending, officer_sessions
from helpdesk.organisations import Draft, tree
from tests.api.conftest import client_of
from tests.api.console.conftest import COOKIE, password_hash
from tests.api.console.registry import ANYWHERE, LYING

FORM = {"reason": "回电核实金额", "words": "请补充工资条", "why": "转给熟悉的同事"}


def pages():
    """Return every page of the console with its method, as the application has it."""
    app = create_app(Settings(_env_file=None, demo=True, data_dir=Path("nowhere")))
    return [
        (method, found.original_route)
        for found in iter_route_contexts(app.routes)
        if (found.path or "").startswith("/console")
        for method in sorted(getattr(found.original_route, "methods", None) or ())
    ]


PAGES = pages()
NAMES = [f"{method} {route.name}" for method, route in PAGES]


@pytest.fixture(autouse=True)
def _quiet_newsroom(services):
    """The stream of news ends at once: nobody reads it while it goes on."""
    services.newsroom.close()


def parameters(route) -> set[str]:
    return set(re.findall(r"{(\w+)", route.path))


def path_of(route, values) -> str:
    return re.sub(r"{(\w+)[^}]*}", lambda found: str(values[found[1]]), route.path)


async def ask(client, method, route, values, **fields):
    """Ask for a page; the form is one that this browser was given."""
    path = path_of(route, values)
    if method == "GET":
        return await client.get(path)
    cookie = client.cookies.get(COOKIE, domain="gateway.local") or ""
    form = FORM | {"token": browser.token_for(cookie)} | fields
    return await client.post(path, data=form)


@pytest.fixture
async def unions(sessions):
    """Two districts of a city: ours, and another."""
    made = []
    async with unit_of_work(sessions) as session:
        kinds = OrganisationKind
        city = Draft("深圳市总工会", kinds.federation, "深圳", "0755-00000000")
        root = await tree.add(session, city, above=None, by=SYSTEM)
        for name in ("福田", "宝安"):
            draft = Draft(f"{name}区总工会", kinds.district, "深圳", "0755-00000000")
            made.append(await tree.add(session, draft, above=root, by=SYSTEM))
    return made


@pytest.fixture
def lay(sessions, unions):
    """Make what stands in a path, in our union; each time anew."""
    serials = count(1)

    async def make(route):
        values = {}
        for name in sorted(parameters(route)):
            async with unit_of_work(sessions) as session:
                maker = (LYING | ANYWHERE)[name]
                values[name] = await maker(session, unions[0], next(serials))
        return values

    return make


@pytest.fixture
async def enter(app, sessions):
    """Give a browser in which an officer of a union is signed in."""
    clients = []

    async def begin(role, union=None, secret=None, **facts):
        async with unit_of_work(sessions) as session:
            officer = Officer(
                login=f"{role.value}-{len(clients)}",
                name="林晓岚",
                password_hash=password_hash(),
                role=role,
                organisation_id=union and union.id,
                **facts,
            )
            session.add(officer)
            await session.flush()
            if secret:
                bound = {"secret": secret, "confirmed_at": clock.now()}
                session.add(Authenticator(officer_id=officer.id, **bound))
                await session.flush()
            token = await officer_sessions.begin(session, officer)
        client = client_of(app)
        client.cookies.set(COOKIE, token, domain="gateway.local")
        clients.append(client)
        return client

    yield begin
    for client in clients:
        await client.aclose()


class TestTable:
    def test_names_every_page_once_and_nothing_else(self):
        assert set(rights()) == {route.name for _, route in PAGES}

    def test_no_two_pages_share_a_name(self):
        assert sorted(NAMES) == sorted(set(NAMES))
        assert len({route.name for _, route in PAGES}) == len(PAGES)

    def test_every_page_stands_behind_the_gate(self):
        assert all(isinstance(route, ConsoleRoute) for _, route in PAGES)

    def test_what_stands_in_a_path_can_be_made(self):
        known = set(LYING | ANYWHERE)
        assert {n for _, route in PAGES for n in parameters(route)} <= known

    def test_what_it_does_not_name_is_shut(self):
        assert not any(may(role, "somewhere") for role in OfficerRole)

    def test_refuses_a_role_that_there_is_not(self, tmp_path):
        file = tmp_path / FILE.name
        file.write_text("show_call: [seat, chef]")

        with pytest.raises(ConfigurationError, match="show_call"):
            rights(file)

    def test_refuses_a_step_that_there_is_not(self, tmp_path):
        file = tmp_path / FILE.name
        file.write_text("show_call: entering somehow")

        with pytest.raises(ConfigurationError, match="show_call"):
            steps(file)


class TestEveryPage:
    @pytest.mark.parametrize("role", OfficerRole)
    async def test_opens_for_whom_the_table_names(self, role, enter, lay):
        wrong = {}
        for method, route in PAGES:
            answer = await ask(await enter(role), method, route, await lay(route))
            is_refused = answer.status_code == 403 and "没有权限" in answer.text
            is_right = is_refused is not may(role, route.name)
            if not is_right or answer.status_code >= 500:
                wrong[f"{method} {route.path}"] = answer.status_code

        assert wrong == {}

    async def test_sends_a_stranger_to_the_door(self, app, lay):
        wrong = {}
        for method, route in PAGES:
            async with client_of(app) as stranger:
                await stranger.get("/console/sign-in")
                answer = await ask(stranger, method, route, await lay(route))
            where = answer.headers.get("location", "")
            is_sent = (
                answer.status_code == 303 and where == "/console/sign-in?why=ended"
            )
            if is_sent is (rights()[route.name] is None):
                wrong[f"{method} {route.path}"] = (answer.status_code, where)

        assert wrong == {}

    async def test_of_another_union_is_not_there(self, enter, lay, unions):
        ours, other = unions
        leaking, opened, lying = {}, set(), set()
        for method, route in PAGES:
            if not parameters(route) & set(LYING):
                continue
            lying.add(page := f"{method} {route.path}")
            for role in rights()[route.name]:
                outside, inside = await enter(role, other), await enter(role, ours)
                hidden = await ask(outside, method, route, await lay(route))
                shown = await ask(inside, method, route, await lay(route))
                if hidden.status_code != 404:
                    leaking[page, role] = hidden.status_code
                if shown.status_code not in {403, 404, 500}:
                    opened.add(page)

        assert leaking == {}
        assert opened == lying

    @pytest.mark.parametrize("token", [None, "", "0" * 64, "令牌"])
    async def test_takes_no_form_that_was_not_on_our_page(self, token, enter, lay):
        officer, wrong = await enter(OfficerRole.supervisor), {}
        form = FORM | ({} if token is None else {"token": token})
        for method, route in PAGES:
            if method != "GET":
                path = path_of(route, await lay(route))
                answer = await officer.post(path, data=form)
                if answer.status_code != 403 or "过期" not in answer.text:
                    wrong[path] = answer.status_code

        assert wrong == {}
        still = await officer.get("/console/me")
        assert still.status_code == 200, "nobody was signed out by it"


class TestStep:
    """Who is not wholly signed in comes to one page until that is done."""

    @pytest.mark.parametrize(
        ("facts", "pending", "step"),
        [
            ({"must_choose": True}, Pending.password, "/console/me/password"),
            ({"secret": "JBSWY3DPEHPK3PXP"}, Pending.code, "/console/sign-in/code"),
        ],
    )
    async def test_comes_before_every_page(self, facts, pending, step, enter, lay):
        wrong = {}
        for method, route in PAGES:
            newcomer = await enter(OfficerRole.supervisor, **facts)
            answer = await ask(newcomer, method, route, await lay(route))
            is_sent = answer.headers.get("location") == step
            is_open = rights()[route.name] is None
            is_open = is_open or pending in steps().get(route.name, ())
            if is_sent is is_open:
                wrong[f"{method} {route.path}"] = answer.status_code

        assert wrong == {}
