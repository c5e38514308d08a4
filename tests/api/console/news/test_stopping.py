"""The process is told to stop while officers listen."""

import time

import httpx
import pytest
import uvicorn

from api.__main__ import Server
from api.app import create_app
from helpdesk.database import create_engine, create_sessions, unit_of_work
from helpdesk.models import Officer, OfficerRole
from helpdesk.officers import officer_sessions
from tests.api.console.conftest import COOKIE, password_hash
from tests.asgi_server import listening

LONG = 30  # seconds that answers under way would have


@pytest.fixture
async def token(settings):
    engine = create_engine(settings)
    async with unit_of_work(create_sessions(engine)) as session:
        officer = Officer(
            login="xiaolin",
            name="林晓岚",
            password_hash=password_hash(),
            role=OfficerRole.seat,
        )
        session.add(officer)
        await session.flush()
        token = await officer_sessions.begin(session, officer)
    await engine.dispose()
    return token


class TestServer:
    async def test_ends_the_streams_and_does_not_wait_for_them(self, settings, token):
        app = create_app(settings)
        config = uvicorn.Config(
            app, port=0, log_config=None, timeout_graceful_shutdown=LONG
        )
        server = Server(config, end_streams=lambda: app.state.services.newsroom.close())
        with listening(server) as port:
            began = await self._stopped_while_listening(server, port, token)
        assert time.monotonic() - began < LONG / 2

    async def _stopped_while_listening(self, server, port, token):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            cookie = {"Cookie": f"{COOKIE}={token}"}
            async with client.stream("GET", "/console/news", headers=cookie) as news:
                lines = news.aiter_lines()
                assert (await anext(lines)).startswith("retry")
                began = time.monotonic()

                server.should_exit = True

                assert [line async for line in lines if line.startswith("data")] == []
        return began
