"""What the gateway promises, asked of a real nginx."""

import json
import re

import pytest

from gonghui.nginx import trusted
from gonghui.processes import free_port
from tests.deploy.gateway import (
    Upstream,
    answer,
    client,
    connected,
    hang_up,
    running,
    until,
)

AWAY = "请过一会儿"


@pytest.fixture(scope="module")
def upstream():
    with Upstream().running() as one:
        yield one


@pytest.fixture(scope="module")
def gateway(upstream, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gateway")
    with running(folder, upstream.port) as one:
        yield one


@pytest.fixture
def asked(upstream):
    upstream.asked.clear()
    return upstream.asked


class TestHandingOn:
    def test_what_a_caller_says_of_itself_is_replaced(self, gateway, asked):
        told = {
            "X-Forwarded-For": "203.0.113.9",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "evil.example",
            "Forwarded": "for=203.0.113.9",
            "traceparent": f"00-{'a' * 32}-{'b' * 16}-01",
            "tracestate": "vendor=1",
        }

        with client(gateway) as http:
            http.get("/", headers=told)

        _, _, headers = asked[0]
        assert headers["x-forwarded-for"] == "127.0.0.1"
        assert headers["x-forwarded-proto"] == "http"
        assert "a" * 32 not in headers["traceparent"]
        assert not {"forwarded", "x-forwarded-host", "tracestate"} & set(headers)

    def test_one_id_goes_to_the_api_to_the_caller_and_to_the_log(self, gateway, asked):
        with client(gateway) as http:
            trace = http.get("/").headers["X-Request-Id"]

        assert re.fullmatch("[0-9a-f]{32}", trace)
        assert re.fullmatch(f"00-{trace}-[0-9a-f]{{16}}-00", asked[0][2]["traceparent"])
        until(lambda: trace in gateway.log)

    def test_an_address_is_believed_of_a_balancer_of_our_own(self, start):
        behind, balancers = Upstream(), trusted(["127.0.0.0/8", "198.51.100.0/24"])
        gateway = start(behind, GATEWAY_TRUSTED=balancers)

        with client(gateway) as http:
            told = "10.9.9.9, 203.0.113.9, 198.51.100.1"
            http.get("/", headers={"X-Forwarded-For": told})

        assert behind.asked[0][2]["x-forwarded-for"] == "203.0.113.9"


class TestInside:
    @pytest.mark.parametrize("path", ["/metrics", "/readyz", "/./metrics", "//readyz"])
    def test_what_monitors_ask_is_not_there_from_outside(self, gateway, asked, path):
        with connected(gateway) as raw:
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            status = raw.recv(100)

        assert status.startswith(b"HTTP/1.1 404 ")
        assert asked == []


class TestSecondTries:
    @pytest.fixture
    def two(self, start):
        """Two processes; each hangs up on the first that it is asked of a path."""
        seen: list[str] = []

        def once(request):
            if request.path in seen:
                answer(request)
            else:
                seen.append(request.path)
                hang_up(request)

        one, other = Upstream(once), Upstream(once)
        with client(start(one, other)) as http:
            yield http, lambda: len(one.asked) + len(other.asked)

    @pytest.mark.parametrize("path", ["/wechat?signature=1", "/hotline/turns"])
    def test_what_carries_an_id_is_asked_again(self, two, path):
        http, count = two

        assert http.post(path, content=b"<xml/>").status_code == 200
        assert count() == 2

    def test_a_page_is_asked_again(self, two):
        http, count = two

        assert http.get("/console").status_code == 200
        assert count() == 2

    @pytest.mark.parametrize("path", ["/chat/messages", "/console/tickets/1", "/x"])
    def test_a_message_that_was_begun_is_not(self, two, path):
        http, count = two

        assert http.post(path, json={"text": "你好"}).status_code == 503
        assert count() == 1

    def test_one_that_reached_nobody_goes_to_another(self, start):
        with client(start(free_port(), Upstream())) as http:
            codes = {http.post("/chat/messages").status_code for _ in range(8)}

        assert codes == {200}


class TestAway:
    @pytest.fixture
    def nobody(self, start):
        with client(start(free_port())) as http:
            yield http

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_a_person_reads_a_page(self, nobody, method):
        page = nobody.request(method, "/", headers={"Accept": "text/html,*/*;q=0.8"})

        assert page.status_code == 503
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert AWAY in page.text
        assert "tel:12351" in page.text

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_a_program_reads_what_the_api_would_say(self, nobody, method):
        told = nobody.request(method, "/chat/messages")

        assert told.status_code == 503
        assert AWAY in told.json()["detail"]

    def test_says_when_to_come_back_and_is_not_kept(self, nobody):
        headers = nobody.get("/").headers

        assert int(headers["Retry-After"]) > 0
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]

    def test_its_pages_have_no_address_of_their_own(self, nobody):
        assert nobody.get("/.pages/away.html").status_code in (404, 503)

    def test_what_the_api_says_itself_is_left_alone(self, start):
        def busy(request):
            answer(request, b"wait", status=503)

        with client(start(Upstream(busy))) as http:
            told = http.get("/")

        assert (told.status_code, told.content) == (503, b"wait")


class TestBodies:
    def test_what_is_larger_than_any_message_is_refused_in_words(self, gateway, asked):
        with client(gateway) as http:
            told = http.post("/chat/messages", content=b"x" * 100_000)

        assert told.status_code == 413
        assert "太大了" in told.json()["detail"]
        assert asked == []

    def test_what_the_api_refuses_in_words_reaches_it(self, gateway, asked):
        with client(gateway) as http:
            http.post("/chat/messages", content=b"x" * 70_000)

        assert len(asked) == 1

    def test_an_archive_of_calls_is_passed_on_as_it_comes(self, start):
        """The gateway's disk must not fill up with 256 MB of somebody's patience."""
        begun = []

        def first_bytes(request):
            begun.append(request.rfile.read(8))
            request.rfile.read(300_000 - 8)
            answer(request)

        with connected(start(Upstream(first_bytes))) as raw:
            raw.sendall(
                b"POST /hotline/transcripts HTTP/1.1\r\nHost: a\r\n"
                b"X-Test-Streamed: 1\r\nContent-Length: 300000\r\n\r\n12345678"
            )
            until(lambda: begun == [b"12345678"])
            raw.sendall(b"x" * (300_000 - 8))

            assert raw.recv(20).startswith(b"HTTP/1.1 200")


class TestNews:
    def test_reach_the_officer_while_the_stream_goes_on(self, start):
        def stream(request):
            request.send_response(200)
            request.send_header("Content-Type", "text/event-stream")
            request.send_header("X-Accel-Buffering", "no")  # as api/console/news does
            request.send_header("Connection", "close")
            request.end_headers()
            request.wfile.write(b"data: 1\n\n")
            request.wfile.flush()
            request.connection.settimeout(10)
            request.rfile.read(1)  # until the browser goes

        with (
            client(start(Upstream(stream))) as http,
            http.stream("GET", "/console/news") as news,
        ):
            assert next(news.iter_raw()) == b"data: 1\n\n"


class TestPacking:
    @pytest.fixture
    def packed(self, start):
        def text(request):
            body = b"a" * 5_000
            kind = "text/css" if request.path.endswith(".css") else "text/html"
            answer(request, body, Content_Type=kind)

        with client(start(Upstream(text)), Accept_Encoding="gzip") as http:
            yield lambda path: http.get(path).headers.get("Content-Encoding")

    def test_is_for_our_files_alone(self, packed):
        assert packed("/chat/assets/chat.css") == "gzip"
        assert packed("/console/assets/console.css") == "gzip"

    @pytest.mark.parametrize("path", ["/", "/console", "/api/v1/tickets", "/x.css"])
    def test_never_for_what_may_hold_a_secret(self, packed, path):
        assert packed(path) is None


class TestLog:
    def test_names_the_route_and_nothing_of_a_person(self, start):
        secrets = ["203.0.113.7", "openid-of-somebody", "key-of-a-talk"]
        gateway = start(free_port(), GATEWAY_TRUSTED=trusted(["127.0.0.0/8"]))

        with client(gateway, X_Forwarded_For=secrets[0]) as http:
            http.get(f"/wechat?openid={secrets[1]}")
            http.get(f"/chat/conversations/{secrets[2]}")
        until(lambda: gateway.log.count("\n") == 2)

        lines = [json.loads(line) for line in gateway.log.splitlines()]
        assert [line["route"] for line in lines] == ["wechat", "chat"]
        assert [line["status"] for line in lines] == [503, 503]
        assert not any(one in gateway.log + gateway.errors for one in secrets)
