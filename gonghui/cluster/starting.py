"""Starting a cluster: each service when those below it are up; and renewing it."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest

from gonghui.cluster import children
from gonghui.cluster.layout import Layout, Replica
from gonghui.supervisor import Child, Supervisor

LONGEST = 600.0
"""Seconds until a service must be well; on two quiet cores it is half a minute."""

LOOK_AGAIN = 0.5


class NotStarted(Exception):
    """A service did not come up."""


class Start:
    """Brings the services of a cluster up, and their processes anew."""

    def __init__(
        self,
        layout: Layout,
        supervisor: Supervisor,
        settings: Mapping[str, str],
        after: Mapping[str, Callable[[], None]],
    ) -> None:
        """Take what to start, and what is to be done after a service is up."""
        self._layout = layout
        self._supervisor = supervisor
        self._settings = settings
        self._after = after
        self._up = {name: asyncio.Event() for name in layout.compose.services}

    async def everything(self) -> None:
        """Start all services; return when every one is well.

        Raises:
            NotStarted: One is not, or everything is to stop.
        """
        try:
            async with asyncio.TaskGroup() as group:
                for name in self._layout.compose.services:
                    group.create_task(self._service(name))
        except* NotStarted as failed:
            raise failed.exceptions[0] from None

    async def renew(self, services: Iterable[str]) -> None:
        """Start the first process of each service anew, then the second, and so on.

        The next ones wait until those are well: of two processes one always answers.
        """
        chosen = [self._layout.replicas[name] for name in services]
        for wave in zip_longest(*chosen):
            renewed = [self._renew(replica) for replica in wave if replica is not None]
            await asyncio.gather(*renewed)

    async def _renew(self, replica: Replica) -> None:
        await self._supervisor.renew(replica.name)
        await self._well(replica)

    async def _service(self, name: str) -> None:
        service = self._layout.compose.services[name]
        for below in service.depends_on:
            await self._up[below].wait()
        replicas = self._layout.replicas[name]
        begin = self._to_its_end if service.ends else self._begin
        await asyncio.gather(*(begin(replica) for replica in replicas))
        if name in self._after:
            await asyncio.to_thread(self._after[name])
        self._up[name].set()

    async def _to_its_end(self, replica: Replica) -> None:
        code = await self._supervisor.run_once(await self._child(replica))
        if code != 0:
            raise NotStarted(f"{replica.name} ended ({code})")

    async def _begin(self, replica: Replica) -> None:
        self._supervisor.add(await self._child(replica))
        await self._well(replica)

    async def _child(self, replica: Replica) -> Child:
        return await asyncio.to_thread(
            children.child, self._layout, replica, self._settings
        )

    async def _well(self, replica: Replica) -> None:
        """Wait until a process says that it is well."""
        try:
            async with asyncio.timeout(LONGEST):
                while not await self.is_well(replica):
                    await asyncio.sleep(LOOK_AGAIN)
                    if self._supervisor.is_stopping:
                        raise NotStarted("told to stop")
        except TimeoutError:
            raise NotStarted(
                f"{replica.name} is not well after {LONGEST:g} s"
            ) from None

    async def is_well(self, replica: Replica) -> bool:
        """Ask a process by the health check of its service, where there is one."""
        check = self._layout.of(replica).healthcheck
        if check is None:
            return self._supervisor.pid(replica.name) is not None
        asked = await asyncio.create_subprocess_exec(
            *children.check(self._layout, replica, check),
            cwd=self._layout.root,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(check.timeout):
                return await asked.wait() == 0
        except TimeoutError:
            return False
        finally:
            if asked.returncode is None:
                asked.kill()
                await asked.wait()
