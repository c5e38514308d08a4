"""Redis: reached, new enough, and never throwing away what it was given."""

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from redis.exceptions import AuthenticationError, RedisError

from gonghui.findings import Finding, doubtful, fine, wrong
from helpdesk import shared
from helpdesk.config import Settings

OLDEST = (6, 2)
WRONG_CLOCK = 5.0
CROWDED = 0.8
LOOPBACK = ("127.0.0.1", "localhost", "::1")


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look at Redis, where one is configured."""
    client = shared.connect(settings)
    if client is None:
        return
    try:
        info = await client.info()
        seconds, micros = await client.time()
    except AuthenticationError:
        yield wrong("Redis refuses the password", "look at GONGHUI_REDIS_URL")
    except (RedisError, OSError) as error:
        yield wrong(
            f"Redis does not answer: {type(error).__name__}",
            "start it; meanwhile limits and locks are each process's own",
        )
    else:
        for finding in judged(info, theirs=seconds + micros / 1e6):
            yield finding
        for finding in _door(settings.redis_url or ""):
            yield finding
    finally:
        await client.aclose()


def judged(info: Mapping[str, Any], *, theirs: float) -> Iterator[Finding]:
    """Judge what Redis says of itself."""
    told, faults = f"Redis {info['redis_version']}", list(_faults(info, theirs))
    yield from faults or [fine(f"{told}, {info.get('used_memory_human', '?')} used")]


def _faults(info: Mapping[str, Any], theirs: float) -> Iterator[Finding]:
    major, minor, *_ = (int(part) for part in str(info["redis_version"]).split("."))
    if (major, minor) < OLDEST:
        yield wrong(f"Redis {major}.{minor} is too old", "6.2 or newer is needed")
    policy = info.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        yield wrong(
            f"Redis evicts keys ({policy}): locks and limits vanish under load",
            "set maxmemory-policy noeviction",
        )
    limit = int(info.get("maxmemory", 0))
    if limit and int(info["used_memory"]) > CROWDED * limit:
        yield wrong("Redis is nearly full", "raise maxmemory; what fills it?")
    if info.get("rdb_last_bgsave_status", "ok") != "ok":
        yield doubtful(
            "Redis can not write its snapshot, and may refuse writes",
            "make room, or switch snapshots off: nothing here needs them",
        )
    if abs(time.time() - theirs) > WRONG_CLOCK:
        yield doubtful("Redis's clock is not ours", "set the clocks (chrony)")
    if info.get("role") == "slave":
        yield wrong("this Redis is a replica: it takes no writes", "name the primary")


def _door(url: str) -> Iterator[Finding]:
    parts = urlsplit(url)
    if not parts.password and (parts.hostname or "") not in LOOPBACK:
        yield doubtful("Redis asks for no password", "set one: requirepass, or an ACL")
