import zlib

import pytest

from helpdesk.errors import InvalidInput
from helpdesk.models import sealed
from helpdesk.models.sealed import pack, unpack


class TestUnpack:
    def test_gives_back_what_was_packed(self):
        content = bytes(range(256)) * 40

        assert unpack(pack(content)) == content

    def test_lets_no_more_out_than_ever_goes_in(self, monkeypatch):
        monkeypatch.setattr(sealed, "LARGEST", 1000)
        bomb = zlib.compress(b"\0" * 100_000)

        with pytest.raises(InvalidInput, match="does not end"):
            unpack(bomb)

    def test_refuses_what_breaks_off(self):
        with pytest.raises(InvalidInput):
            unpack(pack(b"a" * 5000)[:-6])


class TestPack:
    def test_refuses_what_would_not_come_out_again(self, monkeypatch):
        monkeypatch.setattr(sealed, "LARGEST", 10)

        with pytest.raises(InvalidInput, match="more than 10 bytes"):
            pack(b"x" * 11)
