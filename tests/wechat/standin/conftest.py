import httpx
import pytest

from wechat.standin import Account, create_app

ME = "oDEMO0000000000000000000001"


class Callback:
    """The account's side: remembers what came, answers what it is told to."""

    def __init__(self) -> None:
        self.came: list[httpx.Request] = []
        self.answers: list[bytes | Exception | httpx.Response] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.came.append(request)
        answer = self.answers.pop(0) if self.answers else b"success"
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(200, content=answer)


async def token(http, account, **changes):
    asked = {
        "grant_type": "client_credential",
        "appid": account.app_id,
        "secret": account.secret,
    } | changes
    return (await http.post("/cgi-bin/stable_token", json=asked)).json()


@pytest.fixture
def callback():
    return Callback()


@pytest.fixture
def account():
    return Account(
        app_id="wxDEMO0000000001",
        secret="s" * 32,
        token="AAAAA",
        aes_key="A" * 43,
        callback="http://127.0.0.1:8000/wechat",
    )


@pytest.fixture
async def app(account, callback):
    app = create_app(account, transport=httpx.MockTransport(callback))
    app.state.world.followers[ME].follows = True
    yield app
    await app.state.post.close()


@pytest.fixture
def world(app):
    return app.state.world


@pytest.fixture
async def http(app):
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://standin") as it:
        yield it


@pytest.fixture
async def api(http, account):
    """Call the API with a good token."""
    asked = {
        "grant_type": "client_credential",
        "appid": account.app_id,
        "secret": account.secret,
    }

    async def call(path, body=None, **query):
        told = (await http.post("/cgi-bin/stable_token", json=asked)).json()
        query |= {"access_token": told["access_token"]}
        if body is None:
            answer = await http.get(f"/cgi-bin/{path}", params=query)
        else:
            answer = await http.post(f"/cgi-bin/{path}", params=query, json=body)
        assert answer.status_code == 200
        return answer.json()

    return call


@pytest.fixture
def do(http):
    """Let a follower do something."""

    async def act(deed, openid=ME, **asked):
        answer = await http.post(f"/standin/followers/{openid}/{deed}", json=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return act


@pytest.fixture
def seen(http):
    """Tell what stands on a telephone, without the follower's own."""

    async def look(openid=ME):
        state = (await http.get("/standin/state", params={"openid": openid})).json()
        return [shown for shown in state["seen"] if shown["side"] != "follower"]

    return look
