import pytest

from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError

PRODUCTION = "postgresql://gonghui@db/gonghui"


class TestSettings:
    def test_records_live_in_the_data_directory(self, tmp_path):
        settings = Settings(_env_file=None, data_dir=tmp_path)

        assert settings.records_url.get_backend_name() == "sqlite"
        assert settings.records_url.database == str(tmp_path / "gonghui.db")

    def test_are_read_from_the_environment(self, monkeypatch):
        monkeypatch.setenv("GONGHUI_PORT", "8123")

        assert Settings(_env_file=None).port == 8123

    def test_do_not_change(self):
        with pytest.raises(ValueError, match="frozen"):
            Settings(_env_file=None).port = 1

    def test_name_the_asyncio_driver_themselves(self):
        settings = Settings(
            _env_file=None, database_url=PRODUCTION, field_keys="k1:x", lookup_key="x"
        )

        assert settings.records_url.drivername == "postgresql+asyncpg"

    def test_refuse_production_without_keys(self):
        with pytest.raises(ConfigurationError, match="GONGHUI_FIELD_KEYS"):
            Settings(_env_file=None, database_url=PRODUCTION, lookup_key="x")

    def test_refuse_demo_data_in_production(self):
        with pytest.raises(ConfigurationError, match="demo mode is refused"):
            Settings(
                _env_file=None,
                database_url=PRODUCTION,
                demo=True,
                field_keys="k1:x",
                lookup_key="x",
            )

    def test_do_not_show_secrets(self):
        settings = Settings(_env_file=None, bot_secret="open sesame")

        assert "sesame" not in repr(settings)
