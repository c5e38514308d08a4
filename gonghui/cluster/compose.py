"""compose.yaml as far as we use it; what is not known here is an error."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from helpdesk.errors import ConfigurationError

VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^{}]*))?\}")
SECONDS = re.compile(r"(\d+)s")


class Part(BaseModel):
    """A mapping of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _seconds(text: object) -> object:
    found = SECONDS.fullmatch(str(text))
    if found is None:
        raise ValueError("write a duration as 30s")
    return float(found[1])


def _command(words: object) -> object:
    if not isinstance(words, list) or words[:1] != ["CMD"]:
        raise ValueError("write a list that begins with CMD: no shell is needed")
    return words[1:]


Seconds = Annotated[float, BeforeValidator(_seconds)]


class HealthCheck(Part):
    """A command that ends with 0 when a service is well."""

    test: Annotated[tuple[str, ...], BeforeValidator(_command)]
    interval: Seconds
    timeout: Seconds
    start_period: Seconds


class Dependency(Part):
    """What has to be true of another service before this one starts."""

    condition: Literal["service_healthy", "service_completed_successfully"]


class Limits(Part):
    """What a container may use."""

    cpus: str
    memory: str


class Resources(Part):
    """What a container may use."""

    limits: Limits


class Deployment(Part):
    """How many of a service, and how large each."""

    replicas: int = Field(1, ge=1)
    resources: Resources


class Build(Part):
    """Where an image comes from."""

    context: Literal["."]
    dockerfile: str
    target: str | None = None


class SecretUse(Part):
    """A secret under another name."""

    source: str
    target: str


class EnvFile(Part):
    """A file of settings."""

    path: str
    required: bool


class Service(Part):
    """One kind of process."""

    image: str
    command: tuple[str, ...]
    build: Build | None = None
    environment: Mapping[str, str] = {}
    env_file: tuple[EnvFile, ...] = ()
    secrets: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    expose: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    networks: tuple[str, ...]
    depends_on: Mapping[str, Dependency] = {}
    healthcheck: HealthCheck | None = None
    deploy: Deployment

    # How a container is shut in and kept; a plain process is not.
    user: str
    group_add: tuple[str, ...] = ()
    restart: Literal["unless-stopped", "on-failure:3"]
    read_only: Literal[True]
    tmpfs: tuple[str, ...]
    cap_drop: tuple[Literal["ALL"]]
    security_opt: tuple[Literal["no-new-privileges:true"]]
    stop_grace_period: Seconds
    logging: Mapping[str, Any]
    shm_size: str | None = None

    @property
    def is_bot(self) -> bool:
        """Tell whether it runs in Rasa's environment."""
        return self.build is not None and self.build.target == "bot"

    @property
    def ends(self) -> bool:
        """Tell whether it does its work once and ends."""
        return self.restart != "unless-stopped"


class Network(Part):
    """A network; an internal one has no way out."""

    internal: bool = False


class Volume(Part):
    """A folder that outlives its containers."""


class SecretFile(Part):
    """A file that processes read and nobody else."""

    file: str


class Compose(Part):
    """The whole file."""

    name: str
    services: Mapping[str, Service]
    networks: Mapping[str, Network]
    volumes: Mapping[str, Volume]
    secrets: Mapping[str, SecretFile]

    def depth(self, service: str) -> int:
        """Tell how many services stand below one."""
        below = self.services[service].depends_on
        return max((1 + self.depth(name) for name in below), default=0)

    def scaled(self, replicas: Mapping[str, int]) -> Self:
        """Return the same with other numbers of some services.

        Raises:
            ConfigurationError: There is no such service.
        """
        if odd := sorted(replicas.keys() - self.services.keys()):
            raise ConfigurationError(f"no such service: {', '.join(odd)}")
        services = dict(self.services)
        for name, count in replicas.items():
            deploy = services[name].deploy.model_copy(update={"replicas": count})
            services[name] = services[name].model_copy(update={"deploy": deploy})
        return self.model_copy(update={"services": services})


def read(path: Path, environment: Mapping[str, str]) -> Compose:
    """Read the file as an installation with these variables has it.

    Raises:
        ConfigurationError: It says what is not understood here.
    """
    written = yaml.safe_load(path.read_text("utf-8"))
    known = {key: part for key, part in written.items() if not key.startswith("x-")}
    try:
        return Compose.model_validate(_filled_in(known, environment))
    except ValidationError as error:
        flaw = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in flaw["loc"])
        raise ConfigurationError(f"{path.name}: {where}: {flaw['msg']}") from None


def _filled_in(part: Any, environment: Mapping[str, str]) -> Any:  # noqa: ANN401 - as YAML reads it
    """Put the environment's values in the place of ${NAME:-default}."""
    if isinstance(part, Mapping):
        return {key: _filled_in(value, environment) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled_in(value, environment) for value in part]
    if not isinstance(part, str):
        return part
    return VARIABLE.sub(
        lambda found: environment.get(found["name"]) or found["default"] or "", part
    )
