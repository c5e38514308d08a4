"""Calls of actions over real HTTP: several servers, some of them away."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot import acting
from tests.bot.loops import run
from tests.bot.servers import free_port


class Server:
    """An action server that says its name, or what a test tells it to say."""

    def __init__(self, name):
        self.name, self.port = name, free_port()
        self.calls, self.status, self.cuts_off = [], 200, False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/webhook"

    async def answer(self, request):
        self.calls.append(await request.json())
        assert request.headers["Authorization"] == "Bearer secret"
        if self.cuts_off:
            request.transport.close()
        return web.json_response({"name": self.name}, status=self.status)


@asynccontextmanager
async def running(*servers):
    runners = []
    for server in servers:
        app = web.Application()
        app.router.add_post("/webhook", server.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", server.port).start()
        runners.append(runner)
    yield
    for runner in runners:
        await runner.cleanup()


def endpoint_of(*servers):
    headers = {"Authorization": "Bearer secret"}
    return EndpointConfig(",".join(server.url for server in servers), headers=headers)


async def call(endpoint):
    return (await acting.request(endpoint, json={"next_action": "a"}))["name"]


@pytest.fixture
def servers():
    return [Server(name) for name in "abc"]


class TestRequest:
    def test_the_servers_take_turns(self, servers):
        async def work():
            endpoint = endpoint_of(*servers)
            async with running(*servers):
                assert sorted([await call(endpoint) for _ in range(6)]) == list(
                    "aabbcc"
                )

        run(work())

    @pytest.mark.parametrize("away", ["refused", "going"])
    def test_another_one_is_called_where_one_has_not_begun(self, servers, away):
        async def work():
            first, *others = servers
            first.status = 503
            endpoint = endpoint_of(*servers)
            async with running(*(others if away == "refused" else servers)):
                assert {await call(endpoint) for _ in range(6)} == {"b", "c"}
            assert len(first.calls) <= 1  # then it is avoided for a while

        run(work())

    def test_nothing_is_done_twice(self, servers):
        async def work():
            for server in servers:
                server.cuts_off = True
            async with running(*servers):
                with pytest.raises(aiohttp.ClientConnectionError):
                    await call(endpoint_of(*servers))
            assert sum(len(server.calls) for server in servers) == 1

        run(work())

    @pytest.mark.parametrize("status", [400, 401, 500])
    def test_what_a_server_answers_counts(self, servers, status):
        async def work():
            for server in servers:
                server.status = status
            async with running(*servers):
                with pytest.raises(ClientResponseError):
                    await call(endpoint_of(*servers))
            assert sum(len(server.calls) for server in servers) == 1

        run(work())

    def test_says_so_when_nobody_is_there_and_finds_who_comes_back(self, servers):
        async def work():
            endpoint = endpoint_of(*servers)
            with pytest.raises(aiohttp.ClientConnectorError):
                await call(endpoint)
            async with running(servers[1]):
                assert await call(endpoint) == "b"

        run(work())


class TestAddresses:
    def test_every_address_of_a_name_is_a_server(self, monkeypatch):
        async def work():
            loop = asyncio.get_running_loop()

            async def known(host, port, **_kind):
                assert (host, port) == ("actions", 5055)
                return [
                    (0, 0, 0, "", (number, port)) for number in ("10.1.0.3", "10.1.0.2")
                ]

            monkeypatch.setattr(loop, "getaddrinfo", known)
            found = await acting._addresses("http://actions:5055/webhook")
            assert found == [
                "http://10.1.0.2:5055/webhook",
                "http://10.1.0.3:5055/webhook",
            ]

        run(work())

    @pytest.mark.parametrize(
        "written", ["http://nobody.invalid:1/webhook", "https://actions/webhook"]
    )
    def test_an_unknown_or_encrypted_name_stays_as_it_is(self, written):
        async def work():
            assert await acting._addresses(written) == [written]

        run(work())
