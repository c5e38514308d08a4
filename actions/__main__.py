"""`python -m actions --port N`: run the action server."""

import argparse
import logging

from actions.server import serve
from helpdesk.config import Settings


def main() -> None:
    """Read the port and serve."""
    settings = Settings()
    parser = argparse.ArgumentParser(prog="python -m actions", description=__doc__)
    parser.add_argument("--port", type=int, default=settings.actions_port)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    serve(settings, arguments.port)


if __name__ == "__main__":
    main()
