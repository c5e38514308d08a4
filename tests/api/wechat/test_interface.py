import httpx
import pytest

from api.wechat import interface
from helpdesk.database import create_engine, create_sessions, unit_of_work, upgrade
from helpdesk.models import AccessToken
from tests.helpdesk.conftest import make_settings
from wechat.tokens import Token

APP_ID, SECRET = "wxDEMO0000000001", "s" * 32


@pytest.fixture
def settings(tmp_path):
    settings = make_settings(tmp_path, wechat_app_id=APP_ID, wechat_app_secret=SECRET)
    upgrade(settings)
    return settings


@pytest.fixture
async def sessions(settings):
    engine = create_engine(settings)
    yield create_sessions(engine)
    await engine.dispose()


class TestSharedTokens:
    async def test_what_one_process_saved_another_loads(self, settings, sessions):
        token = Token("T1", 1_800_000_000.5, 1_799_992_800.25, 3)
        await interface.SharedTokens(sessions, app_id=APP_ID).save(token)

        engine = create_engine(settings)
        other = interface.SharedTokens(create_sessions(engine), app_id=APP_ID)

        assert await other.load() == token
        await engine.dispose()

    async def test_each_account_has_its_own(self, sessions):
        token = Token("T1", 1_800_000_000.0, 1_799_992_800.0)
        await interface.SharedTokens(sessions, app_id=APP_ID).save(token)

        assert await interface.SharedTokens(sessions, app_id="wxOTHER").load() is None

    async def test_the_one_fetched_later_stays(self, sessions):
        tokens = interface.SharedTokens(sessions, app_id=APP_ID)
        await tokens.save(Token("later", 1_800_000_000.0, 1_799_992_900.0))

        await tokens.save(Token("earlier", 1_800_000_000.0, 1_799_992_800.0))

        assert (await tokens.load()).value == "later"

    async def test_is_sealed(self, settings, sessions):
        tokens = interface.SharedTokens(sessions, app_id=APP_ID)
        await tokens.save(Token("in-the-clear", 1_800_000_000.0, 1_799_992_800.0))

        for file in settings.data_dir.glob("gonghui.db*"):
            assert b"in-the-clear" not in file.read_bytes()


class TestClient:
    async def test_keeps_its_token_among_the_records(self, settings, sessions):
        def wechat(request):
            if request.url.path.endswith("stable_token"):
                said = {"access_token": "T1", "expires_in": 7200}
                return httpx.Response(200, json=said)
            return httpx.Response(200, json={"errcode": 0})

        transport = httpx.MockTransport(wechat)
        client = interface.client(settings, sessions, transport=transport)

        await client.send_text("oDEMO-follower-1", "好")

        await client.close()
        async with unit_of_work(sessions) as session:
            kept = await session.get(AccessToken, 1)
        assert (kept.app_id, kept.token) == (APP_ID, "T1")

    @pytest.mark.parametrize("missing", ["wechat_app_id", "wechat_app_secret"])
    def test_without_an_account_there_is_none(self, settings, sessions, missing):
        without = settings.model_copy(update={missing: None})

        assert interface.client(without, sessions) is None
