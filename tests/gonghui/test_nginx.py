import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
from typer.testing import CliRunner

from gonghui.cli import app
from gonghui.nginx import DEFAULTS, FOLDER, JOURNAL, servers, trusted, word, write
from helpdesk.errors import ConfigurationError


def checked(configuration) -> subprocess.CompletedProcess[str]:
    """Let nginx read a configuration; it says nothing but that all is well."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (apt-get install nginx)")
    return subprocess.run(
        [program, "-t", "-c", configuration], capture_output=True, text=True
    )


@pytest.fixture
def said(tmp_path):
    (tmp_path / "run").mkdir()
    certificate = trustme.CA().issue_cert("zhushou.example")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
    return {
        "GATEWAY_API": "127.0.0.1:18001,127.0.0.1:18002",
        "GATEWAY_LISTEN": "127.0.0.1:18080",
        "GATEWAY_TLS_LISTEN": "127.0.0.1:18443",
        "GATEWAY_CERTIFICATE": str(tmp_path / "certificate.pem"),
        "GATEWAY_CERTIFICATE_KEY": str(tmp_path / "key.pem"),
        "GATEWAY_TRUSTED": trusted(["10.0.0.0/8", "fd00::/8"]),
        "GATEWAY_RUN": str(tmp_path / "run"),
    }


class TestWrite:
    @pytest.mark.parametrize("entry", ["plain", "tls"])
    def test_nginx_understands_it_without_a_warning(self, tmp_path, said, entry):
        file = write({**said, "GATEWAY_ENTRY": entry}, tmp_path / "conf")

        done = checked(file)

        assert done.returncode == 0, done.stderr
        assert "[warn]" not in done.stderr

    def test_nginx_can_write_its_lines_to_the_journal(self, tmp_path, said):
        file = write({**said, "GATEWAY_LOG": JOURNAL}, tmp_path / "conf")

        assert checked(file).returncode == 0

    @pytest.mark.parametrize("entry", ["plain", "tls"])
    def test_a_second_reader_finds_nothing_unsafe(self, tmp_path, said, entry):
        file = write({**said, "GATEWAY_ENTRY": entry}, tmp_path / "conf")
        reader = Path(sys.executable).with_name("gixy")

        done = subprocess.run([reader, file], capture_output=True, text=True)

        assert "No issues found" in done.stdout, done.stdout

    def test_names_every_process_of_the_api(self, tmp_path, said):
        write(said, tmp_path)

        assert re.findall(r"server (\S+)", (tmp_path / "api.conf").read_text()) == [
            "127.0.0.1:18001",
            "127.0.0.1:18002",
        ]

    def test_leaves_no_variable_open(self, tmp_path):
        write({}, tmp_path)

        for file in tmp_path.iterdir():
            assert "${" not in file.read_text()

    def test_every_default_is_in_a_template(self):
        templates = "".join(each.read_text() for each in FOLDER.glob("*.template"))

        assert set(re.findall(r"\$\{(GATEWAY_\w+)\}", templates)) == set(DEFAULTS)


class TestWord:
    @pytest.mark.parametrize(
        "text", ["", "a b", "a;", "a{", "a\nb", "$host", 'a"', "a#b", "a\\"]
    )
    def test_refuses_what_nginx_reads_as_more(self, text):
        with pytest.raises(ConfigurationError):
            word(text)

    def test_servers_are_words(self):
        with pytest.raises(ConfigurationError):
            servers(["127.0.0.1:80; include /etc/passwd"])


class TestTrusted:
    def test_refuses_what_is_no_network(self):
        with pytest.raises(ConfigurationError, match="--trust"):
            trusted(["10.0.0.1/8"])


class TestCommand:
    def run(self, tmp_path, *arguments):
        return CliRunner().invoke(app, ["nginx", str(tmp_path), *arguments])

    def test_tells_the_file_to_start_nginx_with(self, tmp_path):
        done = self.run(tmp_path)

        assert done.stdout.strip() == str(tmp_path / "nginx.conf")

    def test_writes_https_where_there_is_a_certificate(self, tmp_path):
        self.run(
            *(tmp_path, "--name", "zhushou.example"),
            *("--certificate", "/c.pem", "--key", "/k.pem"),
        )

        assert "include tls.conf" in (tmp_path / "nginx.conf").read_text()
        assert (
            "https://zhushou.example$request_uri" in (tmp_path / "tls.conf").read_text()
        )

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--certificate", "/c.pem", "--name", "a"],
            ["--key", "/k.pem", "--name", "a"],
            ["--certificate", "/c.pem", "--key", "/k.pem"],
            ["--name", "a b"],
        ],
    )
    def test_refuses_what_cannot_work(self, tmp_path, arguments):
        done = self.run(tmp_path, *arguments)

        assert isinstance(done.exception, ConfigurationError)
        assert not list(tmp_path.iterdir())
