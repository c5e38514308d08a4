import pytest
from sqlalchemy.dialects import sqlite

from helpdesk.errors import ConfigurationError
from helpdesk.sealing import KeyRing, Sealer, sealer_of

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture
def sealer():
    return Sealer(KeyRing({"k1": OLD}, b"l" * 32))


class TestSeal:
    def test_opens_again(self, sealer):
        sealed = sealer.seal("13800138000", purpose="phone")

        assert sealer.open(sealed, purpose="phone") == "13800138000"
        assert b"138" not in sealed

    def test_never_gives_the_same_twice(self, sealer):
        assert sealer.seal("x", purpose="p") != sealer.seal("x", purpose="p")

    def test_survives_half_an_emoji(self, sealer):
        sealed = sealer.seal("a\ud83d", purpose="p")

        assert sealer.open(sealed, purpose="p") == "a?"


class TestOpen:
    def test_reads_what_an_older_key_sealed(self, sealer):
        sealed = sealer.seal("王小明", purpose="name")
        rotated = Sealer(KeyRing({"k2": NEW, "k1": OLD}, b"l" * 32))

        assert rotated.open(sealed, purpose="name") == "王小明"
        assert rotated.seal("x", purpose="name")[1:3] == b"k2"

    def test_refuses_another_purpose(self, sealer):
        sealed = sealer.seal("13800138000", purpose="phone")

        with pytest.raises(ConfigurationError, match="does not open this name"):
            sealer.open(sealed, purpose="name")

    def test_refuses_a_changed_byte(self, sealer):
        sealed = bytearray(sealer.seal("13800138000", purpose="phone"))
        sealed[-1] ^= 1

        with pytest.raises(ConfigurationError, match="does not open"):
            sealer.open(bytes(sealed), purpose="phone")

    def test_names_the_key_that_is_missing(self, sealer):
        sealed = Sealer(KeyRing({"k9": NEW}, b"l" * 32)).seal("x", purpose="p")

        with pytest.raises(ConfigurationError, match="'k9' is missing"):
            sealer.open(sealed, purpose="p")


class TestDigest:
    def test_is_the_same_for_the_same_text_and_purpose(self, sealer):
        digest = sealer.digest("13800138000", purpose="phone")

        assert digest == sealer.digest("13800138000", purpose="phone")
        assert digest != sealer.digest("13800138000", purpose="id_number")

    def test_depends_on_the_key(self, sealer):
        other = Sealer(KeyRing({"k1": OLD}, b"m" * 32))

        assert sealer.digest("x", purpose="p") != other.digest("x", purpose="p")


class TestSealerOf:
    def test_refuses_an_engine_without_keys(self):
        with pytest.raises(ConfigurationError, match="create_engine"):
            sealer_of(sqlite.dialect())
