import base64
import multiprocessing
import stat

import pytest

from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from helpdesk.keys import load_keys

KEY = base64.b64encode(b"k" * 32).decode()


def _load(folder):
    return load_keys(Settings(_env_file=None, data_dir=folder))


class TestLoadKeys:
    def test_makes_them_once(self, tmp_path):
        first = _load(tmp_path / "new")
        second = _load(tmp_path / "new")

        assert first == second
        assert first.lookup_key != first.field_keys["k1"]

    def test_keeps_them_from_other_users(self, tmp_path):
        folder = tmp_path / "new"
        _load(folder)

        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "keys.json").stat().st_mode) == 0o600
        assert [path.name for path in folder.iterdir()] == ["keys.json"]

    def test_gives_processes_that_start_together_the_same_keys(self, tmp_path):
        with multiprocessing.get_context("spawn").Pool(4) as pool:
            rings = pool.map(_load, [tmp_path] * 8)

        assert all(ring == rings[0] for ring in rings)

    def test_prefers_the_settings(self, tmp_path):
        settings = Settings(
            _env_file=None,
            data_dir=tmp_path,
            field_keys=f"new:{KEY},old:{KEY}",
            lookup_key=KEY,
        )

        ring = load_keys(settings)

        assert list(ring.field_keys) == ["new", "old"]
        assert not (tmp_path / "keys.json").exists()

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "id:base64"),
            (KEY, "id:base64"),
            (f"a:{KEY},a:{KEY}", "id:base64"),
            ("a:!!!", "not base64"),
            ("a:c2hvcnQ=", "5 bytes; 32 are needed"),
        ],
    )
    def test_says_what_is_wrong_with_field_keys(self, tmp_path, text, says):
        settings = Settings(
            _env_file=None, data_dir=tmp_path, field_keys=text or " ", lookup_key=KEY
        )

        with pytest.raises(ConfigurationError, match=says):
            load_keys(settings)

    def test_does_not_make_new_ones_beside_old_records(self, tmp_path):
        (tmp_path / "gonghui.db").write_bytes(b"records")

        with pytest.raises(ConfigurationError, match="is not; restore it"):
            _load(tmp_path)

        assert not (tmp_path / "keys.json").exists()

    def test_does_not_overwrite_a_file_it_can_not_read(self, tmp_path):
        (tmp_path / "keys.json").write_text("[]")

        with pytest.raises(ConfigurationError, match="restore it"):
            _load(tmp_path)

        assert (tmp_path / "keys.json").read_text() == "[]"
