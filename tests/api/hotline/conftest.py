from itertools import count

import httpx
import pytest
from sqlalchemy import select

from api.hotline.words import load
from helpdesk.conversations import pin_desk
from tests.api.conftest import says

TOKEN = "the-platform's-secret"
CALLER = "13800131234"


def asks(text, slot, intent="report_unpaid_wages"):
    """What the bot answers when it goes on asking."""
    response = says(text, intent=intent).json()
    return httpx.Response(200, json={**response, "requested": slot})


@pytest.fixture
def settings(make_settings):
    return make_settings(hotline_token=TOKEN)


@pytest.fixture(scope="session")
def book():
    return load()


@pytest.fixture
def rows(sessions):
    async def rows(model):
        async with sessions() as session:
            return list(await session.scalars(select(model)))

    return rows


@pytest.fixture
def open_desk():
    pin_desk("open")
    yield
    pin_desk(None)


@pytest.fixture
def post(client):
    async def post(event, **fields):
        body = {"call_id": "c1", "caller": CALLER, "event": event, **fields}
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return await client.post("/hotline/turns", json=body, headers=headers)

    return post


@pytest.fixture
def event(post):
    """Send the next event of a call and return what comes next."""
    numbers = count()

    async def event(kind, **fields):
        response = await post(kind, **{"seq": next(numbers), **fields})
        assert response.status_code == 200, response.text
        return response.json()

    return event


@pytest.fixture
def hear(event):
    async def hear(text, **fields):
        return await event("speech", text=text, **fields)

    return hear


@pytest.fixture
def key(event):
    async def key(digits, **fields):
        return await event("dtmf", digits=digits, **fields)

    return key


@pytest.fixture
async def begun(event):
    return await event("start")
