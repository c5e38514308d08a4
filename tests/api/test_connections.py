"""Real sockets before a real server; a small application behind it."""

import resource
import socket
import time

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import connections
from api.connections import LARGEST_HEAD, MOST_HEADERS, bounded, room
from tests.asgi_server import SOON, listening

MOST = 8
ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


async def echo(request: Request) -> Response:
    return Response(str(len(await request.body())))


async def flood(_: Request) -> Response:
    return Response(bytes(64 * 1024 * 1024))


async def early(_: Request) -> Response:
    return Response("nothing of that was read", 413)


ROUTES = [
    Route("/", echo, methods=["GET", "POST"]),
    Route("/flood", flood),
    Route("/early", early, methods=["POST"]),
]


@pytest.fixture
def patience(monkeypatch):
    monkeypatch.setattr(connections, "HEADERS_WITHIN", 0.4)
    monkeypatch.setattr(connections, "BODY_WITHIN", 0.4)
    monkeypatch.setattr(connections, "READ_WITHIN", 0.4)


@pytest.fixture
def port(patience):
    config = uvicorn.Config(
        Starlette(routes=ROUTES),
        port=0,
        http=bounded(MOST),
        ws="none",
        log_config=None,
        timeout_keep_alive=60,
    )
    with listening(uvicorn.Server(config)) as port:
        yield port


@pytest.fixture
def dial(port):
    """Open a connection and say something."""
    opened = []

    def dial(said=b""):
        connection = socket.create_connection(("127.0.0.1", port), timeout=SOON)
        opened.append(connection)
        connection.sendall(said)
        return connection

    yield dial
    for connection in opened:
        connection.close()


def heard(connection):
    """Return all that comes until the other side hangs up."""
    said = b""
    try:
        while part := connection.recv(65536):
            said += part
    except ConnectionResetError:
        pass
    return said


def dribble(connection, byte):
    """Say a byte now and then, until the other side hangs up."""
    begun = time.monotonic()
    while time.monotonic() - begun < SOON:
        try:
            connection.sendall(byte)
        except OSError:
            return True
        time.sleep(0.05)
    return False


class TestPatience:
    def test_who_says_nothing_is_cut_off(self, dial):
        assert heard(dial()) == b""

    def test_who_dribbles_headers_is_cut_off(self, dial):
        assert dribble(dial(b"GET / HTTP/1.1\r\nX-Slow: "), b"x")

    def test_who_dribbles_a_body_is_cut_off(self, dial):
        begun = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"

        assert dribble(dial(begun), b"x")

    def test_who_dribbles_empty_lines_is_cut_off(self, dial):
        connection = dial(ASK)

        assert dribble(connection, b"\r\n")

    def test_who_dribbles_what_was_refused_before_is_cut_off(self, dial):
        begun = b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"

        assert dribble(dial(begun), b"x")

    def test_who_reads_nothing_is_cut_off(self, dial):
        connection = dial(b"GET /flood HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(2)

        assert len(heard(connection)) < 64 * 1024 * 1024

    def test_who_goes_on_in_time_is_served_on_one_connection(self, port):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            for _ in range(3):
                assert client.post("/", content=b"x" * 50_000).text == "50000"

    def test_a_body_that_comes_fast_enough_has_all_the_time_it_needs(
        self, dial, monkeypatch
    ):
        monkeypatch.setattr(connections, "SLOWEST_BODY", 10)
        begun = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n"
        connection = dial(begun + b"Connection: close\r\n\r\n")
        for _ in range(30):  # 0.9 seconds, where 0.4 are given
            connection.sendall(b"0123456789")
            time.sleep(0.03)

        assert heard(connection).endswith(b"300")


class TestSize:
    @pytest.mark.parametrize(
        "head",
        [
            b"GET /" + b"a" * LARGEST_HEAD + b" HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nX: " + b"a" * LARGEST_HEAD + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * (MOST_HEADERS + 1) + b"\r\n",
            b"GET / HTTP/1.1\r\nX: " + b"a" * 2 * LARGEST_HEAD,
        ],
        ids=["address", "header", "headers", "a header without end"],
    )
    def test_a_head_that_is_too_large_is_refused(self, dial, head):
        assert heard(dial(head)).startswith(b"HTTP/1.1 431 ")

    def test_what_is_no_http_is_refused(self, dial):
        assert heard(dial(b"\x16\x03\x01 hello\r\n\r\n")).startswith(b"HTTP/1.1 400 ")

    def test_a_body_in_tiny_pieces_is_taken(self, dial, monkeypatch):
        monkeypatch.setattr(connections, "BODY_WITHIN", SOON)
        head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        pieces = b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n"

        said = heard(dial(head + b"Transfer-Encoding: chunked\r\n\r\n" + pieces))

        assert said.endswith(b"20000")

    def test_trailers_without_end_are_not_kept(self, dial, monkeypatch):
        monkeypatch.setattr(connections, "MOST_FRAMING", 100_000)
        head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

        connection = dial(head + b"0\r\nX-Trailer: ")

        assert dribble(connection, b"x" * 50_000)


class TestRoom:
    def test_the_oldest_idle_one_makes_room_for_a_new_one(
        self, dial, port, monkeypatch
    ):
        monkeypatch.setattr(connections, "HEADERS_WITHIN", 60)
        idle = [dial() for _ in range(3 * MOST)]

        answer = httpx.get(f"http://127.0.0.1:{port}/", timeout=SOON)

        assert answer.status_code == 200
        assert heard(idle[0]) == b""

    def test_one_that_is_served_is_not_cut_off(self, dial, monkeypatch):
        monkeypatch.setattr(connections, "BODY_WITHIN", 60)
        head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        busy = dial(head + b"Content-Length: 2\r\n\r\n1")
        for _ in range(3 * MOST):
            dial()
        busy.sendall(b"2")

        assert heard(busy).endswith(b"\r\n\r\n2")

    def test_there_is_as_much_as_the_system_gives(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        try:
            assert 0 < room() <= connections.MOST_CONNECTIONS
            assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class TestWebsockets:
    def test_there_are_none(self, dial):
        asked = ASK[:-2] + (
            b"Connection: close, Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n"
        )

        said = heard(dial(asked + b"\r\n"))

        assert b" 101 " not in said
