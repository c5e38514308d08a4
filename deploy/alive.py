"""Health check: end with 0 when an address answers well, waited for if so asked.

    python deploy/alive.py ADDRESS [SECONDS]

It runs in both environments and imports next to nothing, for it runs every ten seconds.
"""

import sys
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

SECONDS = 4.0
PAUSE = 0.2


def is_well(address: str) -> bool:
    """Ask an address of this machine, past any proxy."""
    parts = urlsplit(address)
    connection = HTTPConnection(
        parts.hostname or "127.0.0.1", parts.port, timeout=SECONDS
    )
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def becomes_well(address: str, seconds: float) -> bool:
    """Ask until it answers well, or until the time is over."""
    until = time.monotonic() + seconds
    while not (well := is_well(address)) and time.monotonic() < until:
        time.sleep(PAUSE)
    return well


if __name__ == "__main__":
    address, seconds, *_ = [*sys.argv[1:], "0"]
    sys.exit(0 if becomes_well(address, float(seconds)) else 1)
