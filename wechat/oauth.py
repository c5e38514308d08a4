"""The way of a browser to WeChat and back, by which we learn whose account it is."""

from urllib.parse import urlencode

AUTHORIZE = "connect/oauth2/authorize"


def authorize_url(base: str, app_id: str, *, redirect: str, state: str) -> str:
    """Return where to send a browser; WeChat sends it back with a code.

    WeChat compares the order of the parameters, so it is theirs.

    >>> authorize_url(
    ...     "https://open.example", "wx1", redirect="https://us.example/in", state="a1"
    ... )
    ... # doctest: +NORMALIZE_WHITESPACE
    'https://open.example/connect/oauth2/authorize?appid=wx1&redirect_uri=https%3A%2F%2Fus.example%2Fin&response_type=code&scope=snsapi_base&state=a1#wechat_redirect'
    """
    query = urlencode(
        {
            "appid": app_id,
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
    )
    return f"{base.rstrip('/')}/{AUTHORIZE}?{query}#wechat_redirect"
