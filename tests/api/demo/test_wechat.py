import pytest

ACCOUNT = {
    "wechat_app_id": "wxDEMO000000000001",
    "wechat_token": "AAAAA",
    "wechat_encoding_aes_key": "A" * 43,
    "wechat_open_base": "http://127.0.0.1:8012",
}


@pytest.fixture
def settings(make_settings):
    return make_settings(demo=True)


class TestWechat:
    async def test_leads_to_the_stand_in(self, make_settings, serve, connect):
        settings = make_settings(demo=True, **ACCOUNT)
        async with serve(settings) as app, connect(app) as client:
            response = await client.get("/demo/wechat", follow_redirects=False)
            page = await client.get("/")

        assert response.headers["location"] == "http://127.0.0.1:8012/"
        assert 'href="/demo/wechat"' in page.text

    async def test_without_an_account_there_is_none(self, client):
        assert (await client.get("/demo/wechat")).status_code == 404
        assert "/demo/wechat" not in (await client.get("/")).text

    async def test_is_not_there_outside_demo_mode(self, make_settings, serve, connect):
        settings = make_settings(**ACCOUNT)
        async with serve(settings) as app, connect(app) as client:
            response = await client.get("/demo/wechat")
            page = await client.get("/")

        assert response.status_code == 404
        assert "/demo/wechat" not in page.text
