import httpx
import pytest

from gonghui.wechat.fetching import fetcher
from helpdesk.errors import FetchFailed, Gone, TooLarge
from wechat.client import Client
from wechat.tokens import Token

JPEG = b"\xff\xd8\xff\xe0photo"


class Kept:
    """A token that is always there."""

    async def load(self):
        return Token("TOKEN", 9e12, 0.0, None)

    async def save(self, token):
        raise AssertionError("nothing to save")


@pytest.fixture
def fetch():
    def made(answer):
        def handle(_request):
            if isinstance(answer, Exception):
                raise answer
            return answer

        client = Client(
            "wxdemo",
            "secret",
            base="https://wechat.example",
            tokens=Kept(),
            transport=httpx.MockTransport(handle),
        )
        return fetcher(client)

    return made


class TestFetch:
    async def test_returns_the_bytes_and_the_name(self, fetch):
        named = {
            "Content-Type": "image/jpeg",
            "Content-Disposition": 'attachment; filename="a.jpg"',
        }

        got = await fetch(httpx.Response(200, content=JPEG, headers=named))("M", 100)

        assert (got.content, got.name) == (JPEG, "a.jpg")

    @pytest.mark.parametrize(
        ("answer", "fails"),
        [
            (httpx.Response(200, json={"errcode": 40007, "errmsg": "x"}), Gone),
            (httpx.Response(200, json={"errcode": -1, "errmsg": "busy"}), FetchFailed),
            (httpx.Response(502), FetchFailed),
            (httpx.ConnectError("secret address"), FetchFailed),
            (
                httpx.Response(
                    200, content=JPEG * 100, headers={"Content-Type": "image/jpeg"}
                ),
                TooLarge,
            ),
        ],
    )
    async def test_says_why_there_is_none(self, fetch, answer, fails):
        with pytest.raises(FetchFailed) as failed:
            await fetch(answer)("MEDIA", 100)

        assert type(failed.value) is fails
        assert "secret" not in str(failed.value)
        assert "MEDIA" not in str(failed.value)
