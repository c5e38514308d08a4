"""What several processes share beside the records: Redis, where one is configured."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from helpdesk.config import Settings

PATIENCE = 0.25
"""Seconds for a connection or an answer: on a city's own network it takes one or two
milliseconds, and whoever asks can do without."""


def connect(settings: Settings) -> Redis | None:
    """Return a client, nothing is opened yet; None where one process is all there is.

    One second try: a connection that lay idle while Redis was started anew is dead.
    """
    if settings.redis_url is None:
        return None
    return Redis.from_url(
        settings.redis_url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 1),
    )
