"""Builds the WeChat channel from the settings."""

import asyncio
from functools import partial

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.gateway.turn import Turns
from api.wechat.deeds import Book
from api.wechat.departures import Departures
from api.wechat.receiver import Hear, Pace, Receiver
from api.wechat.texts import load_scenes, load_texts
from helpdesk import leaving
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from helpdesk.sealing import Sealer
from wechat.callback import Callback, Mode
from wechat.errors import BadKey


def receiver(
    settings: Settings,
    *,
    sessions: async_sessionmaker[AsyncSession],
    writers: asyncio.Semaphore,
    turns: Turns,
    sealer: Sealer,
    redis: Redis | None = None,
    hear: Hear | None = None,
) -> Receiver | None:
    """Return what takes the deliveries; nothing where no account is configured."""
    opener = callback(settings)
    if opener is None:
        return None
    forget = partial(
        leaving.unsubscribe,
        sessions,
        data_dir=settings.data_dir,
        talks=settings.talks_url,
    )
    return Receiver(
        opener,
        sessions=sessions,
        writers=writers,
        turns=turns,
        book=Book(load_texts(), load_scenes()),
        pace=Pace(settings.wechat_answer_within, settings.wechat_bot_timeout),
        departures=Departures(sealer, forget, redis),
        hear=hear,
    )


def callback(settings: Settings) -> Callback | None:
    """Return what opens the deliveries; nothing where no account is configured.

    Raises:
        ConfigurationError: The mode needs a key and there is none that can be one.
    """
    if not settings.wechat_app_id or not settings.wechat_token:
        return None
    mode = Mode(settings.wechat_mode)
    given = (settings.wechat_encoding_aes_key, settings.wechat_previous_aes_key)
    keys = tuple(key.get_secret_value() for key in given if key)
    if mode is not Mode.plain and not keys:
        raise ConfigurationError(
            f"WeChat's {mode} mode needs GONGHUI_WECHAT_ENCODING_AES_KEY"
        )
    token = settings.wechat_token.get_secret_value()
    try:
        return Callback(token, settings.wechat_app_id, keys, mode)
    except BadKey:
        raise ConfigurationError(
            "GONGHUI_WECHAT_ENCODING_AES_KEY is not the platform's 43 characters"
        ) from None
