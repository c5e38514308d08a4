"""The database's connections: how many are out, and how long one is waited for."""

import time
from collections.abc import Callable, Iterable
from weakref import WeakSet

from prometheus_client import REGISTRY, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import AsyncAdaptedQueuePool, Engine, PoolProxiedConnection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from observe.metrics import MOMENTS, timed

CHECKOUT = Histogram(
    "gonghui_database_checkout_seconds",
    "Time until a database connection was had, a new one or one that was free.",
    buckets=MOMENTS,
)


RESTED = 1.0
"""Seconds without use after which a connection is asked whether it still is one."""

USED = "used"


class Pool(AsyncAdaptedQueuePool):
    """SQLAlchemy's own, with the time that callers wait."""

    def connect(self) -> PoolProxiedConnection:
        """Take a connection out."""
        watched.add(self)
        with timed(CHECKOUT):
            return super().connect()


def ask_the_rested(engine: Engine) -> None:
    """Have connections that rested prove themselves before they are used.

    SQLAlchemy's own pre-ping asks each time, with asyncpg in three calls: a third of
    all that a turn asks of PostgreSQL. One that was cut within the last second is
    found out by whoever uses it, and no other is taken for whole after that.
    """

    @event.listens_for(engine, "checkin")
    def note(_one: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info[USED] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(
        one: DBAPIConnection, record: ConnectionPoolEntry, _: PoolProxiedConnection
    ) -> None:
        if time.monotonic() - record.info.get(USED, time.monotonic()) < RESTED:
            return
        dialect = engine.dialect
        try:
            dialect.do_ping(one)
        except dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError("cut while it rested") from error


class Connections(Collector):
    """Counts the connections of this process's pools when it is asked."""

    def __init__(self) -> None:
        self._pools: WeakSet[Pool] = WeakSet()

    def add(self, pool: Pool) -> None:
        """Count a pool's connections too."""
        self._pools.add(pool)

    def collect(self) -> Iterable[Metric]:
        """Tell how many connections are in use, free, and allowed at once."""
        family = GaugeMetricFamily(
            "gonghui_database_connections",
            "Connections of this process by state: used, free, most.",
            labels=("state",),
        )
        pools = list(self._pools)
        states: dict[str, Callable[[Pool], float]] = {
            "used": lambda pool: pool.checkedout(),
            "free": lambda pool: pool.checkedin(),
            "most": lambda pool: pool.size() + pool._max_overflow,
        }
        for state, count in states.items():
            family.add_metric((state,), sum(map(count, pools)))
        yield family


watched = Connections()
REGISTRY.register(watched)
