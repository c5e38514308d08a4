"""The units, as systemd itself reads them."""

import re
import shutil
import subprocess

import pytest
import yaml

from gonghui.places import ROOT

UNITS = ROOT / "deploy" / "systemd"
INSTANCE = {"api": "8000", "actions": "5055", "bot": "5005", "worker": "1"}
NAMES = [
    *(f"gonghui-{kind}@{number}.service" for kind, number in INSTANCE.items()),
    *("gonghui-migrate.service", "gonghui-gateway.service", "gonghui-backup.service"),
]
WORST = 2.0
"""systemd's own scale from 0, shut in, to 10; what listens to nobody stays below."""


def said(name: str) -> str:
    """Return a unit's file, its template's for an instance, with its drop-ins."""
    file = UNITS / re.sub("@.*", "@.service", name)
    common = [UNITS / "gonghui-.service.d", UNITS / f"{file.name}.d"]
    texts = [part.read_text() for one in common for part in sorted(one.glob("*.conf"))]
    return "\n".join([file.read_text(), *texts])


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    """The units as they are on a machine, but for where the program lies."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed (apt-get install systemd)")
    folder = tmp_path_factory.mktemp("units") / "system"
    shutil.copytree(UNITS, folder)
    for file in [*folder.glob("*.service"), *folder.glob("*/*.conf")]:
        file.write_text(file.read_text().replace("/opt/gonghui", str(ROOT)))
    for name in NAMES:  # verify reads an instance by its own name
        template = re.sub("@.*", "@.service", name)
        if template != name:
            shutil.copy(folder / template, folder / name)
    return folder


def analyze(units, *command: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze") or ""
    return subprocess.run(
        [program, "--no-pager", *command],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        capture_output=True,
        text=True,
    )


class TestUnits:
    @pytest.mark.parametrize("name", [*NAMES, "gonghui.target", "gonghui-backup.timer"])
    def test_systemd_understands_every_line(self, units, name):
        if name == "gonghui-gateway.service" and not shutil.which(
            "nginx", path="/usr/sbin"
        ):
            pytest.skip("nginx is not installed (apt-get install nginx)")

        done = analyze(units, "verify", "--man=no", str(units / name))

        about_ours = [line for line in done.stderr.splitlines() if "gonghui" in line]
        assert about_ours == []
        assert done.returncode == 0

    @pytest.mark.parametrize("name", NAMES)
    def test_each_is_shut_in(self, units, name):
        file = str(units / name)

        done = analyze(units, "security", "--offline=yes", file)

        found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
        assert found, done.stderr
        assert float(found[1]) < WORST

    def test_the_target_starts_one_of_each_at_least(self):
        wanted = (UNITS / "gonghui.target").read_text()

        for name in NAMES:
            if name not in ("gonghui-migrate.service", "gonghui-backup.service"):
                assert name in wanted

    @pytest.mark.parametrize("kind", INSTANCE)
    def test_what_it_may_use_is_what_its_container_may(self, kind):
        compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
        allowed = compose["services"][kind]["deploy"]["resources"]["limits"]["memory"]

        (unit,) = re.findall(
            "^MemoryMax=(.*)$", said(f"gonghui-{kind}@.service"), re.MULTILINE
        )

        assert unit.lower() == allowed

    @pytest.mark.parametrize(
        "kind", ["api", "actions", "worker", "bot", "migrate", "backup"]
    )
    def test_its_secrets_are_those_of_its_container(self, kind):
        compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
        container = compose["services"]["api" if kind == "backup" else kind]
        instance = "" if kind in ("migrate", "backup") else "@"

        loaded = re.findall(
            r"^LoadCredential=(\w+):/etc/gonghui/secrets/\1$",
            said(f"gonghui-{kind}{instance}.service"),
            re.MULTILINE,
        )

        assert sorted(loaded) == sorted(container["secrets"])

    @pytest.mark.parametrize("name", NAMES)
    def test_every_secret_is_told_by_its_file(self, name):
        text = said(name)

        for secret in re.findall("LoadCredential=([a-z_]+):/etc/gonghui/secrets", text):
            assert f"GONGHUI_{secret.upper()}_FILE=%d/{secret}\n" in text
