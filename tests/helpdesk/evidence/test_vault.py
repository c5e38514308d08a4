import os
import stat
from dataclasses import replace

import pytest

from helpdesk import clock
from helpdesk.errors import NotFound
from helpdesk.evidence import vault

SECRET = "工资条".encode() * 1000


def put(folder, content=SECRET):
    return vault.put(folder, content, at=clock.now())


class TestPut:
    def test_gives_back_what_was_put(self, tmp_path):
        assert vault.get(tmp_path, put(tmp_path)) == SECRET

    def test_lets_nobody_else_read(self, tmp_path):
        file = tmp_path / put(tmp_path).path

        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(file.parent.parent.stat().st_mode) == 0o700

    def test_writes_nothing_in_the_clear(self, tmp_path):
        stored = put(tmp_path)

        sealed = (tmp_path / stored.path).read_bytes()

        assert "工资条".encode() not in sealed
        assert stored.key not in repr(stored)

    def test_seals_each_file_with_a_key_of_its_own(self, tmp_path):
        one, other = put(tmp_path), put(tmp_path)

        assert one.key != other.key
        with pytest.raises(NotFound):
            vault.get(tmp_path, replace(one, key=other.key))

    def test_leaves_no_draft(self, tmp_path):
        stored = put(tmp_path)

        assert [path for path, _ in vault.listed(tmp_path)] == [stored.path]

    def test_leaves_nothing_when_the_disk_is_full(self, tmp_path, monkeypatch):
        def full(_handle):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)

        with pytest.raises(OSError, match="No space"):
            put(tmp_path)
        assert list(vault.listed(tmp_path)) == []


class TestGet:
    def test_refuses_a_changed_file(self, tmp_path):
        stored = put(tmp_path)
        file = tmp_path / stored.path
        sealed = bytearray(file.read_bytes())
        sealed[-1] ^= 1
        file.write_bytes(sealed)

        with pytest.raises(NotFound, match="damaged"):
            vault.get(tmp_path, stored)

    def test_refuses_a_file_that_was_put_in_anothers_place(self, tmp_path):
        one, other = put(tmp_path), put(tmp_path)
        (tmp_path / other.path).replace(tmp_path / one.path)

        with pytest.raises(NotFound):
            vault.get(tmp_path, replace(one, key=other.key))

    @pytest.mark.parametrize("content", [b"", b"short"])
    def test_refuses_half_a_file(self, tmp_path, content):
        stored = put(tmp_path)
        (tmp_path / stored.path).write_bytes(content)

        with pytest.raises(NotFound):
            vault.get(tmp_path, stored)

    def test_refuses_what_is_gone(self, tmp_path):
        stored = put(tmp_path)
        vault.remove(tmp_path, stored.path)
        vault.remove(tmp_path, stored.path)

        with pytest.raises(NotFound):
            vault.get(tmp_path, stored)
