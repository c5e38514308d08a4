import pytest
from typer.testing import CliRunner

from gonghui.tokens import tokens
from helpdesk.config import Settings
from helpdesk.database import upgrade
from helpdesk.tokens import looks_like_one


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGHUI_DATA_DIR", str(tmp_path))
    upgrade(Settings())


def run(*arguments: str):
    return CliRunner().invoke(tokens, arguments)


class TestAdd:
    def test_prints_the_token_once(self):
        added = run("add", "区总业务系统", "--role", "seat", "--days", "30")

        assert added.exit_code == 0, added.output
        assert looks_like_one(added.output.strip())
        listed = run("list").output
        assert "区总业务系统" in listed
        assert added.output.strip() not in listed

    @pytest.mark.parametrize(
        "arguments",
        [["系统", "--days", "0"], ["系统", "--organisation", "7"], [" "]],
        ids=str,
    )
    def test_says_what_is_wrong_in_a_line(self, arguments):
        refused = run("add", *arguments)

        assert refused.exit_code == 1
        assert refused.stderr.startswith("gonghui: ")
        assert refused.stderr.count("\n") == 1

    def test_knows_no_such_role(self):
        assert run("add", "系统", "--role", "chef").exit_code == 2


class TestRevoke:
    def test_takes_a_token_back(self):
        prefix = run("add", "区总业务系统").output.split("_")[1]

        assert run("revoke", prefix).exit_code == 0
        assert "revoked" in run("list").output

    def test_knows_no_such_token(self):
        assert run("revoke", "00000000").exit_code == 1


class TestList:
    def test_says_that_there_is_none(self):
        assert run("list").output == "nothing: no token was issued\n"
