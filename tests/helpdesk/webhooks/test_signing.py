import hmac
from datetime import UTC, datetime

from helpdesk.webhooks.signing import new_secret, signature

AT = datetime(2026, 7, 15, 2, 30, tzinfo=UTC)


class TestSignature:
    def test_is_made_of_the_moment_and_the_body(self):
        told = dict(
            part.split("=") for part in signature(b'{"a":1}', ["k"], at=AT).split(",")
        )

        signed = f"{told['t']}.".encode() + b'{"a":1}'
        assert told["v1"] == hmac.new(b"k", signed, "sha256").hexdigest()
        assert int(told["t"]) == AT.timestamp()

    def test_is_made_with_each_key(self):
        both = signature(b"{}", ["new", "old"], at=AT)

        assert both.startswith(signature(b"{}", ["new"], at=AT))
        assert both.endswith(signature(b"{}", ["old"], at=AT).split(",")[1])


class TestNewSecret:
    def test_is_another_each_time(self):
        assert new_secret() != new_secret()
