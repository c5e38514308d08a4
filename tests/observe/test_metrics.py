import logging
import socket

import httpx
import pytest

from gonghui.processes import free_port
from observe import metrics


class TestServe:
    def test_gives_figures(self):
        port = free_port()

        metrics.serve(port)

        answer = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)
        assert "gonghui_lock_wait_seconds" in answer.text

    def test_zero_is_off(self, monkeypatch):
        monkeypatch.setattr(metrics, "start_http_server", pytest.fail)

        metrics.serve(0)

    def test_a_port_that_is_taken_ends_nothing(self, caplog):
        caplog.set_level(logging.ERROR)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()

            metrics.serve(taken.getsockname()[1])

        assert "no figures on port" in caplog.text
