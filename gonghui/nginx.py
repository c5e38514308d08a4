"""`gonghui nginx`: the gateway's configuration for this machine.

In a container nginx's own image fills in the same templates from its environment.
"""

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

import typer

from gonghui.places import ROOT
from helpdesk.errors import ConfigurationError

FOLDER = ROOT / "deploy" / "nginx"
SERVERS = "api.conf"
VARIABLE = re.compile(r"\$\{(GATEWAY_\w+)\}")
WORD = re.compile(r"[\w./:@+\[\]-]+")

JOURNAL = "syslog:server=unix:/dev/log,nohostname,tag=gonghui_gateway"

DEFAULTS: Mapping[str, str] = {
    "GATEWAY_API": "api:8000",
    "GATEWAY_ENTRY": "plain",
    "GATEWAY_LISTEN": "8080",
    "GATEWAY_TLS_LISTEN": "8443",
    "GATEWAY_CERTIFICATE": "/run/secrets/certificate",
    "GATEWAY_CERTIFICATE_KEY": "/run/secrets/certificate_key",
    "GATEWAY_NAME": "_",
    "GATEWAY_SCHEME": "$scheme",
    "GATEWAY_TRUSTED": "",
    "GATEWAY_LOG": "/dev/stdout",
    "GATEWAY_RUN": "/run/nginx",
    "GATEWAY_PAGES": str(FOLDER / "pages"),
}
"""What a container is told where nothing else is said: see deploy/README.md."""


def write(said: Mapping[str, str], folder: Path) -> Path:
    """Fill in the templates; return the file that nginx is started with.

    Here GATEWAY_API may name several processes, with commas between them.
    """
    variables = {**DEFAULTS, **said}
    folder.mkdir(parents=True, exist_ok=True)
    for template in FOLDER.glob("*.template"):
        text = VARIABLE.sub(lambda found: variables[found[1]], template.read_text())
        (folder / template.stem).write_text(text)
    (folder / SERVERS).write_text(servers(variables["GATEWAY_API"].split(",")))
    return folder.resolve() / "nginx.conf"


def servers(addresses: Sequence[str]) -> str:
    """Return a line for each process of the api.

    >>> print(servers(["127.0.0.1:8001"]), end="")
    server 127.0.0.1:8001 max_fails=3 fail_timeout=2s;
    """
    lines = (f"server {word(one)} max_fails=3 fail_timeout=2s;\n" for one in addresses)
    return "".join(lines)


def trusted(networks: Sequence[str]) -> str:
    """Return the lines by which our own balancers are believed about addresses."""
    try:
        known = [ip_network(network) for network in networks]
    except ValueError as error:
        raise ConfigurationError(f"--trust: {error}") from None
    return " ".join(f"set_real_ip_from {network};" for network in known)


def word(text: str) -> str:
    """Return a text, unless nginx would read more than one word in it."""
    if not WORD.fullmatch(text):
        raise ConfigurationError(f"{text!r} cannot stand in nginx's configuration")
    return text


def nginx(
    folder: Annotated[Path, typer.Argument(help="where the files are to lie")],
    api: Annotated[
        str, typer.Option(help="HOST:PORT of the api's processes, commas between")
    ] = "127.0.0.1:8000",
    name: Annotated[str, typer.Option(help="the name that people call")] = "_",
    listen: Annotated[str, typer.Option(help="[ADDRESS:]PORT for HTTP")] = "80",
    tls_listen: Annotated[str, typer.Option(help="[ADDRESS:]PORT for HTTPS")] = "443",
    certificate: Annotated[
        Path | None, typer.Option(help="PEM with its chain; without it: HTTP alone")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="the certificate's, PEM")] = None,
    trust: Annotated[
        list[str] | None, typer.Option(help="network of a balancer in front of this")
    ] = None,
) -> None:
    """Write the configuration of nginx in front of the api's processes."""
    said = {
        "GATEWAY_API": api,
        "GATEWAY_NAME": word(name),
        "GATEWAY_LISTEN": word(listen),
        "GATEWAY_TLS_LISTEN": word(tls_listen),
        "GATEWAY_TRUSTED": trusted(trust or []),
        "GATEWAY_RUN": "/run/gonghui-gateway",
        "GATEWAY_LOG": JOURNAL,
        **_certificate(certificate, key, name),
    }
    print(write(said, folder))


def _certificate(
    certificate: Path | None, key: Path | None, name: str
) -> Mapping[str, str]:
    if certificate is None and key is None:
        return {}
    if certificate is None or key is None:
        raise ConfigurationError("--certificate and --key go together")
    if name == DEFAULTS["GATEWAY_NAME"]:
        raise ConfigurationError("--certificate needs --name: HTTP is sent over there")
    return {
        "GATEWAY_ENTRY": "tls",
        "GATEWAY_CERTIFICATE": word(str(certificate)),
        "GATEWAY_CERTIFICATE_KEY": word(str(key)),
    }
