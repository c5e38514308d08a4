"""Rasa's log as every other process writes it, and without its values.

Rasa gives records values that may be a worker's words; what it says of itself has none.
"""

from __future__ import annotations

import logging
from typing import Any

import rasa.__main__
import rasa.utils.common
import rasa.utils.io
import structlog


def install() -> None:
    """Keep Rasa from choosing handlers, colours and formats of its own."""
    rasa.utils.io.configure_colored_logging = _nothing
    rasa.utils.common.update_sanic_log_level = _quiet_sanic
    rasa.__main__.configure_structlog = _configure


def _nothing(*_given: object) -> None:
    """Leave the handlers as they are."""


def _quiet_sanic(*_given: object) -> None:
    """Let the server's warnings through; its lines a request say nothing."""
    for name in ("sanic.root", "sanic.error", "sanic.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _configure(log_level: int | None = None) -> None:
    """Have Rasa's events written by the loggers of Python."""
    level = logging.INFO if log_level is None else log_level
    structlog.configure(
        processors=[_said],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,  # else one is made for every call
    )


def _said(
    _logger: object, _method: str, event: dict[str, Any]
) -> tuple[tuple[str], dict[str, Any]]:
    """Keep what an event says and leave out the values that it came with."""
    name = str(event["event"])
    said = str(event.get("event_info") or name)
    return (said,), {
        "exc_info": event.get("exc_info"),
        "extra": {"event": name},
    }
