"""`python -m actions --port N`: run the action server."""

import argparse

from actions.server import serve
from helpdesk.config import Settings
from observe.process import observed


def main() -> None:
    """Read the port and serve."""
    settings = Settings()
    parser = argparse.ArgumentParser(prog="python -m actions", description=__doc__)
    parser.add_argument("--port", type=int, default=settings.actions_port)
    arguments = parser.parse_args()
    with observed(
        "actions",
        log_format=settings.log_format,
        metrics_host=settings.metrics_host,
        metrics_port=settings.metrics_port,
    ):
        serve(settings, arguments.port)


if __name__ == "__main__":
    main()
