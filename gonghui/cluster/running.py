"""A cluster from its start to its end."""

import asyncio
import signal
from dataclasses import dataclass

from gonghui.cluster import database, folder
from gonghui.cluster.layout import Layout
from gonghui.cluster.starting import NotStarted, Start
from gonghui.processes import free_port
from gonghui.serve import attend, wait_until_ready
from gonghui.supervisor import Supervisor
from gonghui.wechat.demo import demo_wechat, push_menu
from helpdesk.config import Settings
from helpdesk.seed import fill

NAME = "cluster"
RENEWED = ("actions", "bot", "worker", "api")
"""What SIGHUP starts anew: what is ours."""

MEMBERS = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks of a cluster beside the file."""

    demo_data: bool
    settings: dict[str, str]


class Cluster:
    """All processes, and the stand-in that plays WeChat before them."""

    def __init__(self, layout: Layout, wanted: Wanted) -> None:
        self._layout = layout
        self._wanted = wanted
        self._address = f"http://{layout.addresses('gateway')[0]}"
        self._wechat = demo_wechat(port=free_port(), public_url=self._address)
        self._supervisor = Supervisor(
            [self._wechat.child],
            changed=self._write_state,
            width=max(len(replica.name) for replica in layout.all()),
        )
        self._start = Start(
            layout,
            self._supervisor,
            self._account() | wanted.settings,
            {"postgres": self._make_databases, "migrate": self._fill},
        )
        self._renewing: asyncio.Task[None] | None = None

    async def run(self) -> bool:
        """Run until a signal comes; False when it did not come up."""
        folder.write_secrets(self._layout, self._wechat.environment)
        return await attend(self._supervisor, self._announce())

    async def _announce(self) -> bool:
        """Say `ready` once every process of the api had a real message answered."""
        try:
            await self._start.everything()
        except NotStarted as why:
            self._say(str(why))
            return False
        for api in self._layout.addresses("api"):
            if not await wait_until_ready(f"http://{api}"):
                self._say("nothing was answered: giving up")
                return False
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._renew)
        await push_menu(self._wechat)
        print(f"ready {self._address}/", flush=True)
        self._say(f"who runs where      {self._layout.folder / folder.STATE}")
        self._say(f"WeChat stand-in     {self._wechat.address}/")
        self._say("Ctrl-C stops every process; SIGHUP starts them anew, one by one")
        return True

    def _renew(self) -> None:
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew_all())

    async def _renew_all(self) -> None:
        try:
            await self._start.renew(RENEWED)
        except NotStarted as why:
            self._say(f"{why}; those that were not renewed go on as they are")
            return
        print("renewed", flush=True)

    def _make_databases(self) -> None:
        database.settle(self._layout)

    def _fill(self) -> None:
        """Put synthetic people in before anybody reads the records."""
        if self._wanted.demo_data:
            fill(self._settings(), MEMBERS)

    def _account(self) -> dict[str, str]:
        """Return what the processes are told of the account, but for its secrets."""
        secrets = {f"GONGHUI_{name.upper()}" for name in self._layout.compose.secrets}
        told = self._wechat.environment
        return {name: told[name] for name in told.keys() - secrets}

    def _settings(self) -> Settings:
        """Return what the processes are told, as far as records need it."""
        read = {
            name: self._layout.secret(name).read_text()
            for name in ("database_url", "field_keys", "lookup_key")
        }
        return Settings.model_validate(read | {"demo": False})

    def _write_state(self) -> None:
        folder.write_state(
            self._layout,
            self._supervisor.pid,
            {"gateway": self._address, "wechat": self._wechat.address},
        )

    def _say(self, line: str) -> None:
        self._supervisor.say(NAME, line)
