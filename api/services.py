"""What the routes share, built when the application starts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

import httpx
from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.chat.openings import Openings
from api.console.news.newsroom import Newsroom
from api.console.sign_on.provider import Provider, provider
from api.gateway.bots import Bots
from api.gateway.turn import Turns
from api.health.measures import Measures
from api.health.readiness import Readiness
from api.hotline.line import Hotline
from api.hotline.words import load as hotline_words
from api.texts import Texts
from api.wechat import setup as wechat
from api.wechat.account import asking
from api.wechat.receiver import Receiver
from api.wechat.recogniser import hearing
from helpdesk import shared
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions
from helpdesk.intake import Proposer
from helpdesk.rates import Rates
from helpdesk.sealing import sealer_of
from wechat.client import Client

WRITERS = 12
"""Transactions at once on PostgreSQL: fewer than the engine's 15 connections.

SQLite has one writer; who waits there is woken by chance, here in order. With 50
callers that brought the slowest of 1,000 turns from 5.6 s to 1.2 s.
"""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a route may need."""

    settings: Settings
    texts: Texts
    sessions: async_sessionmaker[AsyncSession]
    turns: Turns
    hotline: Hotline
    openings: Openings
    measures: Measures
    readiness: Readiness
    rates: Rates
    sign_on: Provider | None
    """Who officers are elsewhere; nothing where no sign-on is configured."""
    newsroom: Newsroom
    wechat: Receiver | None
    """What WeChat delivers goes there; nothing where no account is configured."""
    proposer: Proposer
    """Reads what officers write down."""
    visitors: Client | None
    """Knows whose account a browser comes from; none where the page is not set up."""


@asynccontextmanager
async def running(
    settings: Settings,
    texts: Texts,
    *,
    transport: httpx.AsyncBaseTransport | None,
    wechat_transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[Services]:
    """Build the services; at the end wait for turns under way and close."""
    engine = create_engine(settings)
    sessions = create_sessions(engine)
    writers = asyncio.Semaphore(1 if engine.dialect.name == "sqlite" else WRITERS)
    sealer, redis = sealer_of(engine.dialect), shared.connect(settings)
    bots = Bots(
        settings.bot_url,
        secret=settings.bot_secret,
        limit=settings.queue_limit,
        transport=transport,
    )
    watching = None if transport else asyncio.create_task(bots.watch())
    measures = Measures()
    measures.look_at(bots)
    turns = Turns(
        sessions,
        writers=writers,
        bots=bots,
        texts=texts,
        measures=measures,
        budget=settings.bot_timeout,
    )
    recogniser = hearing(settings, sessions)
    receiver = wechat.receiver(
        settings,
        sessions=sessions,
        writers=writers,
        turns=turns,
        sealer=sealer,
        redis=redis,
        hear=recogniser.hear if recogniser else None,
    )
    visitors = asking.client(settings, wechat_transport)
    sign_on = provider(settings)
    rates = Rates(sealer, redis)
    newsroom = Newsroom(sessions)
    try:
        yield Services(
            settings=settings,
            texts=texts,
            sessions=sessions,
            turns=turns,
            hotline=Hotline(
                sessions,
                writers=writers,
                turns=turns,
                words=hotline_words(),
                rates=rates,
            ),
            openings=Openings(sessions, writers),
            measures=measures,
            readiness=Readiness(bots, engine, budget=settings.bot_timeout),
            rates=rates,
            sign_on=sign_on,
            newsroom=newsroom,
            wechat=receiver,
            proposer=Proposer(settings.trained_model),
            visitors=visitors,
        )
    finally:
        newsroom.close()
        await newsroom.finish()
        if receiver is not None:
            await receiver.finish()
        await turns.finish()
        if watching is not None:
            watching.cancel()
        await bots.close()
        if recogniser is not None:
            await recogniser.close()
        if visitors is not None:
            await visitors.close()
        if sign_on is not None:
            await sign_on.close()
        if redis is not None:
            await redis.aclose()
        await engine.dispose()


async def _services(request: Request) -> Services:
    """Return them at once: FastAPI calls plain functions in threads, in any order."""
    services: Services = request.app.state.services
    return services


Use = Annotated[Services, Depends(_services)]
"""A route's parameter that takes the services."""
