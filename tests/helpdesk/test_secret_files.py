import logging

import pytest

from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from helpdesk.keys import load_keys, new_key

SECRET = "open sesame, sixteen"


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    return file


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # no .env of the machine
    return monkeypatch


class TestSettings:
    def test_a_file_is_read_without_the_end_of_its_line(self, environment, secret):
        environment.setenv("GONGHUI_BOT_SECRET_FILE", str(secret))

        assert Settings().bot_secret.get_secret_value() == SECRET

    def test_every_setting_may_lie_in_one(self, environment, tmp_path):
        texts = {"port": "8123", "webhook_networks": '["10.1.0.0/16"]'}
        for name, text in texts.items():
            (tmp_path / name).write_text(text)
            environment.setenv(f"GONGHUI_{name.upper()}_FILE", str(tmp_path / name))

        settings = Settings()

        assert settings.port == 8123
        assert settings.webhook_networks == ["10.1.0.0/16"]

    def test_the_dotenv_file_may_name_one(self, tmp_path, secret):
        (tmp_path / ".env").write_text(f"GONGHUI_HOTLINE_TOKEN_FILE={secret}\n")

        assert Settings().hotline_token.get_secret_value() == SECRET

    def test_the_environment_goes_before_the_dotenv_file(
        self, environment, tmp_path, secret
    ):
        (tmp_path / ".env").write_text(f"GONGHUI_BOT_SECRET_FILE={secret}\n")
        environment.setenv("GONGHUI_BOT_SECRET", "from the environment")

        assert Settings().bot_secret.get_secret_value() == "from the environment"

    def test_a_setting_that_is_given_twice_is_refused(self, environment, secret):
        environment.setenv("GONGHUI_BOT_SECRET_FILE", str(secret))
        environment.setenv("GONGHUI_BOT_SECRET", "another")

        with pytest.raises(ConfigurationError, match="both set"):
            Settings()

    def test_an_empty_variable_beside_the_file_is_none(self, environment, secret):
        environment.setenv("GONGHUI_BOT_SECRET_FILE", str(secret))
        environment.setenv("GONGHUI_BOT_SECRET", "")

        assert Settings().bot_secret.get_secret_value() == SECRET

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [(None, "No such file"), (b" \n", "is empty"), (b"\xff\xfe", "no text")],
    )
    def test_a_file_that_holds_nothing_to_read_is_one_line(
        self, environment, tmp_path, content, complaint
    ):
        if content is not None:
            (tmp_path / "odd").write_bytes(content)
        environment.setenv("GONGHUI_BOT_SECRET_FILE", str(tmp_path / "odd"))

        with pytest.raises(ConfigurationError, match=complaint) as caught:
            Settings()

        assert str(caught.value).startswith("GONGHUI_BOT_SECRET_FILE: ")
        assert "\n" not in str(caught.value)

    def test_a_folder_is_no_file(self, environment, tmp_path):
        environment.setenv("GONGHUI_BOT_SECRET_FILE", str(tmp_path))

        with pytest.raises(ConfigurationError, match="Is a directory"):
            Settings()

    def test_warns_of_a_file_that_everybody_can_read(self, environment, secret, caplog):
        secret.chmod(0o644)
        environment.setenv("GONGHUI_BOT_SECRET_FILE", str(secret))

        with caplog.at_level(logging.WARNING):
            Settings()

        assert "chmod o-r" in caplog.text
        assert SECRET not in caplog.text

    def test_says_nothing_of_one_that_is_kept(self, environment, secret, caplog):
        environment.setenv("GONGHUI_BOT_SECRET_FILE", str(secret))

        Settings()

        assert not caplog.records


class TestKeys:
    def test_a_changed_file_is_read_without_a_restart(self, environment, tmp_path):
        file, old = tmp_path / "keys", f"k1:{new_key()}"
        file.write_text(old)
        file.chmod(0o600)
        environment.setenv("GONGHUI_FIELD_KEYS_FILE", str(file))
        environment.setenv("GONGHUI_LOOKUP_KEY", new_key())
        settings = Settings()
        assert list(load_keys(settings).field_keys) == ["k1"]

        file.write_text(f"k2:{new_key()},{old}")

        assert list(load_keys(settings).field_keys) == ["k2", "k1"]
