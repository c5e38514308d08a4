"""Calls to receivers on this machine that fail, hang or lead elsewhere."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address

import pytest
import trustme

from gonghui.posting import poster
from helpdesk.errors import DeliveryFailed
from helpdesk.webhooks import Call, Fence
from helpdesk.webhooks.addresses import target

HERE = Fence(networks=("127.0.0.0/8",), plain=True)
NAME = "hooks.example.com"

Deed = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def receiver(deed: Deed, tls: ssl.SSLContext | None = None):
    """Listen on loopback; give the port and what came in."""
    came: list[bytes] = []

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        came.append(head + await reader.readexactly(length))
        try:
            await deed(came[-1], writer)
            await writer.drain()
        except ConnectionError:
            pass  # whoever called has gone
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1], came


def says(text: str) -> Deed:
    async def deed(_, writer):
        writer.write(text.replace("\n", "\r\n").encode())

    return deed


async def hangs(_, __):
    await asyncio.sleep(3)  # ten times as long as it is waited for


async def breaks_off(_, writer):
    writer.transport.abort()


async def never_ends(_, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n")
    for _ in range(1000):
        writer.write(b"x" * 65536)
        await writer.drain()
    raise AssertionError("somebody read all of it")


def call(url: str, address: str = "127.0.0.1") -> Call:
    headers = {"Content-Type": "application/json", "Gonghui-Event": "ticket.opened"}
    return Call(url, target(url, HERE), ip_address(address), headers, b'{"id":"evt_1"}')


OK = "HTTP/1.1 204 No Content\n\n"


class TestPost:
    async def test_sends_body_and_headers_to_the_address_that_was_checked(self):
        """The name leads nowhere; nobody is asked where."""
        async with receiver(says(OK)) as (port, came), poster() as post:
            status = await post(call(f"http://{NAME}:{port}/told?key=1"))

        assert status == 204
        [told] = came
        assert told.startswith(b"POST /told?key=1 HTTP/1.1\r\n")
        assert f"\r\nHost: {NAME}:{port}\r\n".encode() in told
        assert b"\r\nGonghui-Event: ticket.opened\r\n" in told
        assert told.endswith(b'\r\n\r\n{"id":"evt_1"}')

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_follows_nowhere(self, status):
        async with receiver(says(OK)) as (other, came):
            answer = f"HTTP/1.1 {status} Go\nLocation: http://127.0.0.1:{other}/\n\n"
            async with receiver(says(answer)) as (port, _), poster() as post:
                assert await post(call(f"http://{NAME}:{port}/")) == status

            assert came == []

    @pytest.mark.parametrize(
        "deed", [breaks_off, says("HTTP/1.1 abc\n\n"), says("SSH-2.0-OpenSSH\n")]
    )
    async def test_fails_where_nobody_answers_sense(self, deed):
        async with receiver(deed) as (port, _), poster() as post:
            with pytest.raises(DeliveryFailed):
                await post(call(f"http://{NAME}:{port}/"))

    async def test_fails_where_nobody_listens(self):
        async with receiver(says(OK)) as (port, _):
            pass
        async with poster() as post:
            with pytest.raises(DeliveryFailed, match="ConnectError"):
                await post(call(f"http://{NAME}:{port}/"))

    async def test_ends_when_the_caller_will_not_wait(self):
        async with receiver(hangs) as (port, _), poster() as post:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await post(call(f"http://{NAME}:{port}/"))

    async def test_reads_no_answer(self):
        async with receiver(never_ends) as (port, _), poster() as post:
            assert await post(call(f"http://{NAME}:{port}/")) == 200

    async def test_asks_no_proxy(self, monkeypatch):
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
        async with receiver(says(OK)) as (port, _), poster() as post:
            assert await post(call(f"http://{NAME}:{port}/")) == 204


class TestCertificate:
    @pytest.fixture
    def authority(self):
        return trustme.CA()

    @pytest.fixture
    def trust(self, authority):
        context = ssl.create_default_context()
        authority.configure_trust(context)
        return context

    def tls(self, authority, name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        return context

    async def test_is_that_of_the_name_not_of_the_address(self, authority, trust):
        tls = self.tls(authority, NAME)
        async with receiver(says(OK), tls) as (port, _), poster(trust) as post:
            assert await post(call(f"https://{NAME}:{port}/")) == 204

    async def test_of_another_name_is_refused(self, authority, trust):
        tls = self.tls(authority, "other.example.com")
        async with receiver(says(OK), tls) as (port, came), poster(trust) as post:
            with pytest.raises(DeliveryFailed):
                await post(call(f"https://{NAME}:{port}/"))
            assert came == []

    async def test_that_nobody_vouches_for_is_refused(self, authority):
        tls = self.tls(authority, NAME)
        async with receiver(says(OK), tls) as (port, came), poster() as post:
            with pytest.raises(DeliveryFailed):
                await post(call(f"https://{NAME}:{port}/"))
            assert came == []
