"""The table of what is looked at, and how each is kept from ending the others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from gonghui.doctor import (
    installation,
    options,
    parts,
    records,
    shared,
    storage,
    talks,
    work,
)
from gonghui.findings import Finding, wrong
from gonghui.wechat.doctor import examine as examine_wechat
from helpdesk.config import Settings

type Look = Callable[[Settings], AsyncIterator[Finding]]

PATIENCE = 60.0  # seconds for one part; what hangs is a finding as well


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is looked at."""

    name: str
    look: Look


def plainly(look: Callable[[Settings], Iterator[Finding]]) -> Look:
    """Let what asks nobody be looked at like the rest."""

    async def looked(settings: Settings) -> AsyncIterator[Finding]:
        for finding in await asyncio.to_thread(lambda: list(look(settings))):
            yield finding

    return looked


async def _wechat(settings: Settings) -> AsyncIterator[Finding]:
    """Look at the WeChat account, where one is configured."""
    if settings.wechat_app_id and not settings.demo:
        async for finding in examine_wechat(settings):
            yield finding


PARTS = (
    Part("installation", plainly(installation.look)),
    Part("settings", plainly(options.look)),
    Part("storage", plainly(storage.look)),
    Part("records", records.look),
    Part("dialogues", talks.look),
    Part("redis", shared.look),
    Part("processes", parts.look),
    Part("work", work.look),
    Part("wechat", _wechat),
)


async def examine(
    settings: Settings, wanted: tuple[Part, ...] = PARTS
) -> AsyncIterator[tuple[str, Finding]]:
    """Look at everything; a look that fails or hangs is itself a finding."""
    for part in wanted:
        try:
            async with asyncio.timeout(PATIENCE):
                async for finding in part.look(settings):
                    yield part.name, finding
        except TimeoutError:
            yield part.name, wrong(f"no end in {PATIENCE:g} s", "look at its log")
        except Exception as error:  # its text may quote what is nobody's business
            why = f"could not be looked at: {type(error).__name__}"
            yield part.name, wrong(why, "report it, with what was done before")
