from urllib.parse import parse_qsl, urlsplit

from wechat.oauth import authorize_url

BASE = "https://open.weixin.qq.com"
REDIRECT = "https://zs.example/wechat/account/enter"


def parts(base=BASE, redirect=REDIRECT):
    return urlsplit(authorize_url(base, "wxDEMO", redirect=redirect, state="a0"))


class TestAuthorizeUrl:
    def test_names_the_parameters_in_wechat_s_order(self):
        names = [name for name, _ in parse_qsl(parts().query)]

        assert names == ["appid", "redirect_uri", "response_type", "scope", "state"]

    def test_asks_for_the_openid_alone(self):
        assert dict(parse_qsl(parts().query))["scope"] == "snsapi_base"

    def test_ends_as_wechat_wants_it(self):
        assert parts().fragment == "wechat_redirect"
        assert parts().path == "/connect/oauth2/authorize"

    def test_quotes_the_way_back(self):
        odd = f"{REDIRECT}?a=1&b=工会#x"

        assert dict(parse_qsl(parts(redirect=odd).query))["redirect_uri"] == odd
        assert "zs.example/wechat" not in parts().query

    def test_takes_a_base_with_a_slash(self):
        assert parts(base=f"{BASE}/") == parts()
