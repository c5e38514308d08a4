"""The gateway with a certificate of its own."""

import socket
import ssl

import httpx
import pytest
import trustme

from tests.deploy.gateway import Upstream, client


class TestTls:
    @pytest.fixture
    def sides(self, start, tmp_path):
        authority = trustme.CA()
        certificate = authority.issue_cert("localhost")
        certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
        certificate.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
        known = ssl.create_default_context()
        authority.configure_trust(known)
        api = Upstream()
        gateway = start(
            api,
            GATEWAY_ENTRY="tls",
            GATEWAY_NAME="localhost",
            GATEWAY_CERTIFICATE=str(tmp_path / "certificate.pem"),
            GATEWAY_CERTIFICATE_KEY=str(tmp_path / "key.pem"),
        )
        return gateway, api, known

    def test_http_is_sent_over_with_its_path_and_method(self, sides):
        gateway, api, _ = sides

        with client(gateway, Host="evil.example") as http:
            sent = http.post("/wechat/account?next=1")

        assert sent.status_code == 308
        assert sent.headers["Location"] == "https://localhost/wechat/account?next=1"
        assert api.asked == []

    def test_browsers_are_told_to_come_by_https_from_now_on(self, sides):
        gateway, api, known = sides

        with httpx.Client(verify=known, trust_env=False) as http:
            page = http.get(f"https://localhost:{gateway.tls_port}/")

        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert api.asked[0][2]["x-forwarded-proto"] == "https"

    def test_what_is_older_than_tls_1_2_is_refused(self, sides):
        gateway, _, known = sides
        known.set_ciphers("ALL:@SECLEVEL=0")
        known.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            known.maximum_version = ssl.TLSVersion.TLSv1_1

        with (
            socket.create_connection(("127.0.0.1", gateway.tls_port), 10) as raw,
            pytest.raises(ssl.SSLError, match=r"(?i)protocol"),
        ):
            known.wrap_socket(raw, server_hostname="localhost")
