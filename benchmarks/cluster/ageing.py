"""Retention as the worker runs it, but early: what lives an hour lives minutes here."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from benchmarks.cluster.running import Cluster
from helpdesk import clock
from helpdesk.database import create_engine, create_sessions
from helpdesk.retention import Pace, retention

EVERY = 60.0
HOUR = timedelta(hours=1)
"""How long dialogues and deliveries are kept (helpdesk/retention/classes.yml)."""


async def age(cluster: Cluster, *, kept: timedelta, seconds: float) -> int:
    """Let what is kept for an hour go sooner; return how many rows went."""
    begun, gone = time.monotonic(), 0
    while time.monotonic() - begun < seconds - EVERY:
        await asyncio.sleep(EVERY)
        gone += await once(cluster, kept=kept)
    return gone


async def once(cluster: Cluster, *, kept: timedelta) -> int:
    """Work off every class that is looked at each minute, as if it were later."""
    engine = create_engine(cluster.settings)
    try:
        with clock.as_of(clock.now() + HOUR - kept):
            done = await retention.run(
                create_sessions(engine),
                pace=Pace.minute,
                data_dir=cluster.settings.data_dir,
                talks=cluster.tracker,
            )
    finally:
        await engine.dispose()
    return sum(done.values())
