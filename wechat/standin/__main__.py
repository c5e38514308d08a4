"""Runs the stand-in on loopback: python -m wechat.standin --callback URL."""

import argparse
import logging
import sys

import uvicorn

from wechat.standin.account import Account
from wechat.standin.app import create_app


def main() -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="wechat.standin", description=__doc__)
    parser.add_argument("--port", type=int, default=8012)
    parser.add_argument("--callback", required=True, help="http://…/wechat")
    asked = parser.parse_args()
    try:
        account = Account.from_environment(callback=asked.callback)
    except KeyError as error:
        print(f"{error.args[0]} is not set", file=sys.stderr)  # noqa: T201 - the operator
        return 2
    except ValueError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the operator
        return 2
    logging.getLogger("httpx").setLevel(logging.WARNING)  # addresses hold openids
    uvicorn.run(
        create_app(account),
        host="127.0.0.1",
        port=asked.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
