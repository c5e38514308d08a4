from ipaddress import ip_address

import pytest

from helpdesk.errors import ConfigurationError, DeliveryFailed, InvalidInput
from helpdesk.webhooks.addresses import Fence, fence_of, is_public, resolve, target
from tests.helpdesk.conftest import make_settings

OPEN = Fence()

INSIDE = (
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 - it is refused
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # where clouds keep their keys
    "100.64.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::10.0.0.1",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:db8::1",
)


class TestIsPublic:
    @pytest.mark.parametrize("address", INSIDE)
    def test_knows_the_house_however_it_is_written(self, address):
        assert not is_public(ip_address(address))

    @pytest.mark.parametrize(
        "address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
    )
    def test_knows_the_internet(self, address):
        assert is_public(ip_address(address))


class TestTarget:
    def test_takes_an_address_apart(self):
        found = target("https://hooks.example.com:8443/told?a=1", OPEN)

        assert (found.scheme, found.host, found.port) == (
            "https",
            "hooks.example.com",
            8443,
        )

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "hooks.example.com",
            "http://hooks.example.com/",
            "ftp://hooks.example.com/",
            "file:///etc/passwd",
            "gopher://hooks.example.com/",
            "https://",
            "https:///told",
            "https://user:secret@hooks.example.com/",
            "https://@hooks.example.com/",
            "https://hooks.example.com/#there",
            "https://hooks.example.com:99999/",
            "https://hooks.example.com:port/",
            "https://hooks.example.com/a b",
            "https://hooks.example.com/\r\nHost: inside",
            "https://[::1/",
            "https://工会.example.com/",
            f"https://hooks.example.com/{'a' * 500}",
        ],
    )
    def test_refuses_what_may_not_be_called(self, url):
        with pytest.raises(InvalidInput):
            target(url, OPEN)

    def test_takes_http_in_the_demo_alone(self):
        assert target("http://127.0.0.1:8080/", Fence(plain=True)).port == 8080


class TestResolve:
    @pytest.mark.parametrize(
        "host",
        ["localhost", "127.0.0.1", "[::1]", "2130706433", "0x7f.1", "127.1", "0"],
    )
    async def test_calls_nothing_inside_however_it_is_named(self, host):
        with pytest.raises(DeliveryFailed, match="not allowed"):
            await resolve(target(f"https://{host}/", OPEN), OPEN)

    async def test_refuses_a_name_of_which_one_address_is_inside(self, monkeypatch):
        answers = [(0, 0, 0, "", (a, 443)) for a in ("8.8.8.8", "10.0.0.1")]
        _answer_with(monkeypatch, answers)

        with pytest.raises(DeliveryFailed, match="not allowed"):
            await resolve(target("https://hooks.example.com/", OPEN), OPEN)

    async def test_returns_the_address_that_was_checked(self, monkeypatch):
        _answer_with(monkeypatch, [(0, 0, 0, "", ("8.8.8.8", 443))])

        found = await resolve(target("https://hooks.example.com/", OPEN), OPEN)

        assert found == ip_address("8.8.8.8")

    async def test_knows_no_such_name(self, monkeypatch):
        _answer_with(monkeypatch, OSError())

        with pytest.raises(DeliveryFailed, match="no such name"):
            await resolve(target("https://hooks.example.com/", OPEN), OPEN)

    async def test_calls_a_network_that_is_allowed(self):
        fence = Fence(networks=("127.0.0.0/8",))

        assert await resolve(target("https://127.0.0.1/", fence), fence)


class TestFenceOf:
    def test_is_shut_but_for_what_is_named(self, tmp_path):
        fence = fence_of(make_settings(tmp_path, webhook_networks=["10.1.0.0/16"]))

        assert fence.allows(ip_address("10.1.2.3"))
        assert not fence.allows(ip_address("10.2.2.3"))
        assert not fence.plain

    def test_lets_the_demo_call_this_machine(self, tmp_path):
        fence = fence_of(make_settings(tmp_path, demo=True))

        assert fence.allows(ip_address("127.0.0.1"))
        assert not fence.allows(ip_address("192.168.1.1"))

    def test_refuses_what_is_no_network(self, tmp_path):
        with pytest.raises(ConfigurationError, match="WEBHOOK_NETWORKS"):
            fence_of(make_settings(tmp_path, webhook_networks=["10.1.0.1/16"]))


def _answer_with(monkeypatch, answer):
    async def getaddrinfo(self, *_, **__):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", getaddrinfo)
