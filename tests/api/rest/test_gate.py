import logging

import pytest

from api.console.rights import rights
from api.rest.app import ROUTERS, explained
from api.rest.gate import RIGHTS, RestRoute, may
from helpdesk.audit import SYSTEM
from helpdesk.database import unit_of_work
from helpdesk.models import OfficerRole
from helpdesk.tokens import tokens
from tests.api.conftest import client_of, few_at_once
from tests.api.rest.conftest import slug

OPERATIONS = [
    (method, route)
    for router in (*ROUTERS, explained)
    for route in router.routes
    for method in sorted(route.methods)
]
NAMES = [f"{method} {route.name}" for method, route in OPERATIONS]
PLACES = {
    "{number}": "260715000014",
    "{delivery}": f"evt_{'0' * 32}",
    "{slug}": "not-found",
    "/articles/{key}": "/articles/nothing",
    "{key}": "7",
}


def path_of(route) -> str:
    path = route.path
    for name, value in PLACES.items():
        path = path.replace(name, value)
    return path


async def ask(client, method, route):
    body = {} if method in {"POST", "PATCH"} else None
    return await client.request(method, f"/api/v1{path_of(route)}", json=body)


class TestTable:
    def test_names_every_operation_once_and_nothing_else(self):
        named = [route.name for _, route in OPERATIONS]

        assert sorted(rights(RIGHTS)) == sorted([*named, "unmask"])

    def test_every_operation_stands_behind_the_gate(self):
        assert all(isinstance(route, RestRoute) for _, route in OPERATIONS)

    @pytest.mark.parametrize(
        ("operation", "page"),
        [
            ("list_tickets", "list_tickets"),
            ("show_ticket", "show_ticket"),
            ("list_events", "show_ticket"),
            ("open_ticket", "act_on_ticket"),
            ("change_ticket", "act_on_ticket"),
            ("add_event", "act_on_ticket"),
            ("unmask", "unmask_ticket"),
            ("list_organisations", "list_organisations"),
            ("list_articles", "list_articles"),
        ],
    )
    def test_gives_no_role_more_than_the_console(self, operation, page):
        assert rights(RIGHTS)[operation] <= rights()[page]


class TestEveryOperation:
    @pytest.mark.parametrize(("method", "route"), OPERATIONS, ids=NAMES)
    async def test_opens_for_whom_the_table_names(self, method, route, program):
        for role in OfficerRole:
            client = await program(role)
            client.base_url = "http://gateway"
            answer = await ask(client, method, route)

            assert (answer.status_code == 403) is not may(role, route.name)
            assert answer.status_code < 500

    @pytest.mark.parametrize(("method", "route"), OPERATIONS, ids=NAMES)
    async def test_is_shut_to_a_stranger(self, method, route, client):
        answer = await ask(client, method, route)

        if rights(RIGHTS)[route.name] is None:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, slug(answer)) == (401, "token-missing")
            assert answer.headers["www-authenticate"] == "Bearer"


class TestToken:
    @pytest.mark.parametrize(
        "said",
        ["Bearer", "Bearer ", "Basic abc", "gonghui_0", "Token gonghui_0", "Bearer\t"],
    )
    async def test_is_wanted(self, client, said):
        answer = await client.get("/api/v1/tickets", headers={"Authorization": said})

        assert (answer.status_code, slug(answer)) == (401, "token-missing")

    @pytest.mark.parametrize(
        "words", ["x", f"gonghui_00000000_{'A' * 43}", "' OR 1=1 --", "a" * 4000]
    )
    async def test_that_is_none_is_turned_away(self, program, words):
        answer = await (await program(words=words)).get("/tickets")

        assert (answer.status_code, slug(answer)) == (401, "token-wrong")

    async def test_that_was_taken_back_is_turned_away(self, program, sessions):
        async with unit_of_work(sessions) as session:
            issued = await tokens.add(
                session, name="旧系统", role=OfficerRole.seat, by=SYSTEM
            )
            await tokens.revoke(session, issued.record.prefix, by=SYSTEM)

        answer = await (await program(words=issued.words)).get("/tickets")

        assert slug(answer) == "token-wrong"

    async def test_does_not_open_the_console(self, supervisor):
        supervisor.base_url = "http://gateway"

        answer = await supervisor.get("/console/calls")

        assert answer.status_code == 303

    async def test_is_not_in_the_log(self, supervisor, caplog):
        caplog.set_level(logging.DEBUG)

        await supervisor.get("/tickets")

        assert supervisor.headers["Authorization"].split("_")[-1] not in caplog.text

    async def test_says_when_it_was_used(self, supervisor, sessions):
        await supervisor.get("/tickets")

        async with sessions() as session:
            [record] = await tokens.list_within(session)
        assert record.last_used_at is not None


class TestRate:
    async def test_is_counted_for_each_token(
        self, supervisor, program, services, monkeypatch
    ):
        monkeypatch.setattr(services.rates, "take", few_at_once(program=2).take)

        answers = [await supervisor.get("/articles") for _ in range(3)]

        assert [one.status_code for one in answers] == [200, 200, 429]
        assert slug(answers[-1]) == "too-many-requests"
        assert int(answers[-1].headers["retry-after"]) > 60
        assert (await (await program()).get("/articles")).status_code == 200

    async def test_is_counted_for_who_guesses(self, app, services, monkeypatch):
        monkeypatch.setattr(services.rates, "take", few_at_once(guess=2).take)
        guess = {"Authorization": f"Bearer gonghui_00000000_{'A' * 43}"}

        async with client_of(app, "203.0.113.7") as guesser:
            answers = [
                await guesser.get("/api/v1/tickets", headers=guess) for _ in range(3)
            ]

        assert [one.status_code for one in answers] == [401, 401, 429]
