"""The manifests, as kustomize puts them together, against Kubernetes' own schemas."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from gonghui.places import ROOT
from gonghui.secret_files import made
from helpdesk.config import Settings

FOLDER = ROOT / "deploy" / "kubernetes"
KINDS = ("base", "production")
OLDEST, NEWEST = "1.27", "1.34"
"""The first has timeZone of a CronJob for good, which the backup needs."""


def files(kind: str) -> list[str]:
    """Return every file that a kustomization names."""
    written = yaml.safe_load((FOLDER / kind / "kustomization.yaml").read_text())
    named = [*written["resources"], *(patch["path"] for patch in written["patches"])]
    for generator in written["configMapGenerator"]:
        named += generator["envs"]
    return named


def rendered(kind: str) -> list[dict]:
    program = shutil.which("kubectl")
    if program is None:
        pytest.skip("kubectl is not installed")
    version = [program, "version", "--client", "-o", "json"]
    told = json.loads(subprocess.run(version, capture_output=True, check=True).stdout)
    if not told.get("kustomizeVersion", "").startswith("v5"):
        pytest.skip("this kubectl has no kustomize 5")
    build = [program, "kustomize", FOLDER / kind]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return list(yaml.safe_load_all(done.stdout))


@pytest.fixture(scope="module")
def manifests():
    return rendered("production")


@pytest.fixture(scope="module")
def pods(manifests):
    """The specification of each kind of pod, by its name."""
    found = {}
    for one in manifests:
        if one["kind"] == "Deployment":
            found[one["metadata"]["name"]] = one["spec"]["template"]["spec"]
        if one["kind"] == "CronJob":
            job = one["spec"]["jobTemplate"]["spec"]
            found[one["metadata"]["name"]] = job["template"]["spec"]
    return found


def containers(pod: dict) -> list[dict]:
    return [*pod["containers"], *pod.get("initContainers", [])]


class TestFiles:
    @pytest.mark.parametrize("kind", KINDS)
    def test_what_a_kustomization_names_is_there_and_nothing_else_is(self, kind):
        names = {name for name in files(kind) if not name.startswith("..")}
        there = {path.name for path in (FOLDER / kind).iterdir()}

        assert there - {"kustomization.yaml"} == names

    @pytest.mark.parametrize("kind", KINDS)
    def test_settings_are_settings(self, kind):
        told = re.findall(
            r"^GONGHUI_(\w+)=", (FOLDER / kind / "settings.env").read_text(), re.M
        )

        assert told
        assert {name.lower() for name in told} <= set(Settings.model_fields)

    @pytest.mark.parametrize("path", sorted(FOLDER.glob("base/*.yaml")), ids=str)
    @pytest.mark.parametrize("version", [OLDEST, NEWEST])
    def test_each_resource_is_what_kubernetes_knows(self, path: Path, version):
        if path.name not in files("base") or path.name.endswith("kustomization.yaml"):
            return
        for one in yaml.safe_load_all(path.read_text()):
            if isinstance(one, dict):  # a patch is a list
                kubernetes_validate.validate(one, version, strict=True)


class TestManifests:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("version", [OLDEST, NEWEST])
    def test_kubernetes_knows_every_word(self, kind, version):
        for one in rendered(kind):
            kubernetes_validate.validate(one, version, strict=True)

    def test_every_pod_is_shut_in(self, pods):
        """What the namespace's level `restricted` demands, and more."""
        assert set(pods) == {"bot", "actions", "api", "worker", "gateway", "backup"}
        for name, pod in pods.items():
            assert pod["securityContext"]["runAsNonRoot"] is True, name
            assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
            assert pod["automountServiceAccountToken"] is False, name
            assert pod["enableServiceLinks"] is False, name
            for container in containers(pod):
                assert container["securityContext"] == {
                    "allowPrivilegeEscalation": False,
                    "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"]},
                }

    def test_what_a_pod_may_use_is_what_its_container_may(self, pods):
        compose = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
        units = {"768Mi": "768m", "512Mi": "512m", "1Gi": "1g", "256Mi": "256m"}

        for name in pods.keys() & compose.keys():
            (container,) = pods[name]["containers"]
            limit = container["resources"]["limits"]["memory"]
            allowed = compose[name]["deploy"]["resources"]["limits"]["memory"]
            assert units[limit] == allowed, name

    def test_each_sees_its_own_secrets_alone(self, pods):
        def seen(name):
            (volume,) = [v for v in pods[name]["volumes"] if v["name"] == "secrets"]
            return {item["key"] for item in volume["secret"].get("items", ())}

        assert seen("bot") == {"bot_secret", "redis_url", "tracker_url"}
        assert seen("backup") == {"database_url", "field_keys", "lookup_key"}
        assert not [v for v in pods["gateway"]["volumes"] if "secret" in v]

    def test_every_secret_that_is_named_is_one_that_is_made(self, pods):
        for pod in pods.values():
            for container in containers(pod):
                for variable in container.get("env", ()):
                    path = variable["value"]
                    if path.startswith("/run/secrets/"):
                        assert Path(path).name in made()
                        assert variable["name"] == (
                            f"GONGHUI_{Path(path).name.upper()}_FILE"
                        )

    def test_the_api_is_ready_without_a_bot(self, pods):
        """`/readyz` would take every api away just when it has to take notes."""
        (api,) = pods["api"]["containers"]

        assert api["readinessProbe"]["httpGet"]["path"] == "/healthz"

    def test_every_port_that_is_called_is_there(self, manifests, pods):
        for one in manifests:
            if one["kind"] == "Service":
                (container,) = pods[one["spec"]["selector"]["app"]]["containers"]
                names = {port["name"] for port in container["ports"]}
                assert {port["targetPort"] for port in one["spec"]["ports"]} <= names

    def test_budgets_leave_room_to_move(self, manifests):
        replicas = {
            one["metadata"]["name"]: one["spec"]["replicas"]
            for one in manifests
            if one["kind"] == "Deployment"
        }
        for one in manifests:
            if one["kind"] == "PodDisruptionBudget":
                assert one["spec"]["minAvailable"] < replicas[one["metadata"]["name"]]

    def test_bots_are_scaled_by_a_figure_that_the_api_has(self, manifests):
        (bots,) = (
            one["spec"]
            for one in manifests
            if one["kind"] == "HorizontalPodAutoscaler"
            and one["metadata"]["name"] == "bot"
        )
        measures = (ROOT / "api" / "health" / "measures.py").read_text()

        figure = bots["metrics"][0]["external"]["metric"]["name"]

        assert f'"{figure}"' in measures

    def test_images_are_those_of_the_registry(self, pods):
        for pod in pods.values():
            for container in containers(pod):
                assert container["image"].startswith("registry.example/gonghui/")


class TestNetwork:
    @pytest.fixture
    def rules(self, manifests):
        return [one["spec"] for one in manifests if one["kind"] == "NetworkPolicy"]

    @staticmethod
    def about(rules, app, way):
        """Return the rules of one direction that hold for a pod."""
        for rule in rules:
            selector = rule["podSelector"]
            named = selector.get("matchLabels", {}).get("app")
            listed = [
                value
                for one in selector.get("matchExpressions", ())
                for value in one["values"]
            ]
            if app in [named, *listed]:
                yield from rule.get(way, ())

    def test_who_is_not_named_reaches_nobody(self, rules):
        assert {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]} in rules

    def test_the_bot_reaches_actions_and_its_stores(self, rules):
        ports = {
            port["port"]
            for rule in self.about(rules, "bot", "egress")
            for port in rule["ports"]
        }

        assert ports == {5055, 5432, 6379}

    def test_the_bot_never_reaches_the_internet(self, rules):
        blocks = [
            where["ipBlock"]["cidr"]
            for rule in self.about(rules, "bot", "egress")
            for where in rule["to"]
            if "ipBlock" in where
        ]

        assert blocks
        assert all(block.endswith("/32") for block in blocks)

    def test_the_api_listens_to_the_gateway_and_to_monitors(self, rules):
        callers = [
            where
            for rule in self.about(rules, "api", "ingress")
            for where in rule["from"]
        ]

        assert {"podSelector": {"matchLabels": {"app": "gateway"}}} in callers
        assert len(callers) == 2
