"""Who takes much of the gateway, or takes long."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from gonghui.nginx import trusted
from tests.deploy.gateway import Upstream, client, connected


class TestSlowCallers:
    QUICKER = {  # noqa: RUF012 - read only
        "client_header_timeout 10s": "client_header_timeout 1s",
        "client_body_timeout 10s": "client_body_timeout 1s",
    }

    @pytest.mark.parametrize(
        "begun",
        [
            b"GET / HTTP/1.1\r\nHost: a\r\n",
            b"POST /chat/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{",
        ],
    )
    def test_are_hung_up_on_and_take_nobody_s_place(self, start, begun):
        api = Upstream()
        gateway = start(api, changed=self.QUICKER)
        slow = [connected(gateway) for _ in range(200)]
        for each in slow:
            each.sendall(begun)

        with client(gateway) as http:
            served = http.get("/").status_code

        assert served == 200
        assert [_is_hung_up(each) for each in slow] == [True] * 200
        assert [path for _, path, _ in api.asked] == ["/"]


class TestLimits:
    @pytest.fixture
    def crowd(self, start):
        """Asks as often at once as somebody says, from the address that is told."""
        believed, few = trusted(["127.0.0.0/8"]), {"rate=100r/s": "rate=1r/s"}
        gateway = start(Upstream(), changed=few, GATEWAY_TRUSTED=believed)

        def ask(times, address, path="/"):
            with (
                client(gateway, X_Forwarded_For=address) as http,
                ThreadPoolExecutor(8) as pool,
            ):
                return list(pool.map(lambda _: http.get(path), range(times)))

        return ask

    def test_one_address_is_told_to_wait_and_others_are_not(self, crowd):
        answers = crowd(350, "203.0.113.1")

        refused = [each for each in answers if each.status_code == 429]
        assert 0 < len(refused) <= 350 - 1 - 300  # one, a burst, and one a second
        assert "请过几秒" in refused[0].json()["detail"]
        assert {each.status_code for each in crowd(20, "203.0.113.2")} == {200}

    @pytest.mark.parametrize(
        ("address", "path"),
        [("127.0.0.1", "/"), ("203.0.113.3", "/wechat"), ("203.0.113.3", "/hotline/x")],
    )
    def test_this_machine_and_platforms_are_not_limited(self, crowd, address, path):
        assert {each.status_code for each in crowd(350, address, path)} == {200}

    def test_no_path_pretends_to_be_a_platform(self, crowd):
        answers = crowd(350, "203.0.113.4", "/hotline/%2e%2e/chat/state")

        assert 429 in {each.status_code for each in answers}


def _is_hung_up(connection: socket.socket) -> bool:
    try:
        while connection.recv(1000):
            pass
    except ConnectionResetError:
        pass
    finally:
        connection.close()
    return True
