import socket

import httpx
import pytest

from api.gateway.bots import places


async def at(address):
    return [place async for place in places.found(httpx.URL(address))]


class TestWritten:
    @pytest.mark.parametrize("addresses", ["", " ", ",", " , "])
    def test_knows_no_address_in_nothing(self, addresses):
        assert places.written(addresses) == ()


class TestFound:
    @pytest.mark.parametrize(
        "address", ["http://127.0.0.1:5005", "http://[::1]:5005", "https://bots:5005"]
    )
    async def test_an_address_and_an_encrypted_name_are_one_bot(self, address):
        [place] = await at(address)

        assert place.url == httpx.URL(address)

    async def test_every_address_of_a_name_is_a_bot(self, monkeypatch):
        def known(_family, host, port, **_kind):
            assert (host, port) == ("bot", 5005)
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))
                for number in ("10.1.0.3", "10.1.0.2", "10.1.0.3")
            ]

        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **_: known(0, *a[:2]))

        found = await at("http://bot:5005")

        assert [str(place.url) for place in found] == [
            "http://10.1.0.2:5005",
            "http://10.1.0.3:5005",
        ]
        assert {place.host for place in found} == {"bot:5005"}

    async def test_says_so_when_a_name_is_unknown(self):
        with pytest.raises(OSError, match=r".*"):
            await at("http://nobody.invalid:5005")
