"""`gonghui wechat doctor`: everything that a deployment needs, looked at in turn."""

from collections.abc import AsyncIterator

import httpx

from gonghui.findings import Finding, Grade
from gonghui.wechat import callback, records, remote
from gonghui.wechat import settings as shapes
from gonghui.wechat.account import client
from helpdesk.config import Settings

PATIENCE = 10.0


async def examine(
    settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[Finding]:
    """Look at everything; what cannot work without the settings is left out."""
    told = list(shapes.look(settings))
    for finding in told:
        yield finding
    if not any(finding.grade is Grade.wrong for finding in told):
        async for finding in _called(settings, transport):
            yield finding
    async for finding in records.look(settings):
        yield finding


async def _called(
    settings: Settings, transport: httpx.AsyncBaseTransport | None
) -> AsyncIterator[Finding]:
    account = client(settings, transport=transport)
    try:
        async with httpx.AsyncClient(transport=transport, timeout=PATIENCE) as http:
            yield await remote.clock(http, base=settings.wechat_api_base)
            async for finding in remote.account(account, settings):
                yield finding
            async for finding in callback.look(http, settings):
                yield finding
    finally:
        await account.close()
