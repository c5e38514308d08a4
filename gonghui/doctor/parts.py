"""Whether the processes answer."""

from collections.abc import AsyncIterator
from http import HTTPStatus

import httpx

from api.gateway.bots.client import Bot
from api.gateway.bots.places import Place, found, written
from gonghui.findings import Finding, doubtful, fine, wrong
from helpdesk.config import Settings

BOT_PATIENCE = 3.0
PATIENCE = 10.0  # seconds; the api itself asks its bot before it answers /readyz


async def look(
    settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[Finding]:
    """Ask each bot that is named; then the api here, and through it all of them."""
    if "bot_url" in settings.model_fields_set:
        async for finding in _bots(settings, transport):
            yield finding
    address = f"http://{_reached(settings.host)}:{settings.port}"
    async with httpx.AsyncClient(
        base_url=address, transport=transport, timeout=PATIENCE, trust_env=False
    ) as http:
        yield await _api(http, address)


async def _bots(
    settings: Settings, transport: httpx.AsyncBaseTransport | None
) -> AsyncIterator[Finding]:
    """Ask every bot behind every address, and whether they have one model."""
    async with transport or httpx.AsyncHTTPTransport() as asked:
        bots = []
        for url in written(settings.bot_url):
            try:
                bots += [_bot(settings, place, asked) async for place in found(url)]
            except OSError:
                yield wrong(f"no address for {url.host}", "look at GONGHUI_BOT_URL")
        away = [bot for bot in bots if not await bot.look(within=BOT_PATIENCE)]
    for bot in away:
        yield wrong(
            f"the bot at {bot.place.url} would take no message",
            "look at its log; it starts for up to a minute",
        )
    models = {bot.model for bot in bots if bot not in away}
    if len(models) > 1:
        yield doubtful(
            f"bots answer with {len(models)} models",
            "fine while a model is rolled out; else start the older ones anew",
        )
    elif models:
        yield fine(f"{len(bots) - len(away)} of {len(bots)} bots take messages")


def _bot(settings: Settings, place: Place, transport: httpx.AsyncBaseTransport) -> Bot:
    secret = settings.bot_secret
    token = secret.get_secret_value() if secret else ""
    return Bot(place, token=token, transport=transport)


async def _api(http: httpx.AsyncClient, address: str) -> Finding:
    try:
        answer = await http.get("/readyz")
    except httpx.ConnectError:
        return doubtful(
            f"no api at {address}",
            "fine before the start, or where it runs elsewhere; else look at its log",
        )
    except httpx.HTTPError as error:
        return wrong(
            f"the api at {address} does not answer: {type(error).__name__}",
            "look at its log, and start it anew",
        )
    if answer.status_code == HTTPStatus.OK:
        return fine(f"the api at {address} answers messages through its bot")
    return wrong(
        f"the api at {address} has no answer of a bot ({answer.status_code})",
        "look at the bots' and the actions' logs; GONGHUI_BOT_URL, GONGHUI_BOT_SECRET",
    )


def _reached(host: str) -> str:
    """Return where a process that listens on every address is reached."""
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared
