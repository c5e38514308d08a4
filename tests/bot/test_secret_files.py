import pytest

from bot.secret_files import install


class TestInstall:
    def test_puts_what_the_file_holds_where_rasa_looks_for_it(self, tmp_path):
        (tmp_path / "secret").write_text("open sesame\n")
        environment = {
            "GONGHUI_BOT_SECRET_FILE": str(tmp_path / "secret"),
            "OTHER_FILE": "/left/alone",
            "GONGHUI_TRACKER_URL_FILE": "",
        }

        install(environment)

        assert environment["GONGHUI_BOT_SECRET"] == "open sesame"
        assert "OTHER" not in environment
        assert "GONGHUI_TRACKER_URL" not in environment

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [(None, "No such file"), (b"\n", "is empty"), (b"\xff", "no text")],
    )
    def test_ends_with_one_line_when_there_is_nothing(
        self, tmp_path, content, complaint
    ):
        if content is not None:
            (tmp_path / "odd").write_bytes(content)

        with pytest.raises(SystemExit, match=complaint):
            install({"GONGHUI_BOT_SECRET_FILE": str(tmp_path / "odd")})

    def test_ends_when_a_secret_is_given_twice(self, tmp_path):
        (tmp_path / "secret").write_text("open sesame")

        with pytest.raises(SystemExit, match="both set"):
            install(
                {
                    "GONGHUI_BOT_SECRET_FILE": str(tmp_path / "secret"),
                    "GONGHUI_BOT_SECRET": "another",
                }
            )
