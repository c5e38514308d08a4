"""The database's connections: how many are out, and how long one is waited for."""

from collections.abc import Callable, Iterable
from weakref import WeakSet

from prometheus_client import REGISTRY, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import AsyncAdaptedQueuePool, PoolProxiedConnection

from observe.metrics import MOMENTS, timed

CHECKOUT = Histogram(
    "gonghui_database_checkout_seconds",
    "Time until a database connection was had, a new one or one that was free.",
    buckets=MOMENTS,
)


class Pool(AsyncAdaptedQueuePool):
    """SQLAlchemy's own, with the time that callers wait."""

    def connect(self) -> PoolProxiedConnection:
        """Take a connection out."""
        watched.add(self)
        with timed(CHECKOUT):
            return super().connect()


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
