"""One line a record, the same from every process and library.

`text` is for somebody who reads along, `json` for what collects logs: an object a line
with time, level, logger, process, the message's id, and whatever was given as `extra`.
"""

import json
import logging
import os
import sys
from datetime import datetime, timezone
from typing import Any, TextIO

from observe import trace
from observe.faults import told
from observe.masks import masked

TEXT, JSON = "text", "json"

QUIET = ("httpx", "httpcore", "rasa_sdk", "urllib3")
"""Whose lines at INFO say nothing, or name addresses."""

OURS = ("actions", "api", "bot", "gonghui", "helpdesk", "language", "speech", "wechat")
"""Whose errors are worded without what a worker wrote."""

QUOTING = frozenset({"asyncio"})
"""Who shows a task with its exception's words from the second line on."""

LARGEST = 10**10
"""Whole numbers from here on may be somebody's."""

STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {
    "asctime",
    "color_message",  # uvicorn's second copy of the message
    "message",
    "taskName",
}

_encode = json.JSONEncoder().encode  # ASCII: nothing in it ends a line


def configure(process: str, *, form: str = TEXT, stream: TextIO | None = None) -> None:
    """Send every record of this process through our one handler."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(process) if form == JSON else Plain())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class Plain(logging.Formatter):
    """A line for somebody who reads along."""

    def format(self, record: logging.LogRecord) -> str:
        """Write level, logger and message; an exception without its words."""
        line = f"{record.levelname} {record.name}: {message_of(record)}"
        if record.exc_info and record.exc_info[1]:
            line += f": {told(record.exc_info[1])}"
        return masked(line)


class Lines(logging.Formatter):
    """A JSON object a line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process
        self._pid = os.getpid()

    def format(self, record: logging.LogRecord) -> str:
        """Write an object; the fields given as `extra` stand beside the others."""
        when = datetime.fromtimestamp(record.created, timezone.utc)
        line: dict[str, Any] = {
            "time": when.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": self._process,
            "pid": self._pid,
        }
        if under := trace.current():
            line["trace"] = under.id
        line["message"] = masked(message_of(record))
        if record.exc_info and record.exc_info[1]:
            line["error"] = told(record.exc_info[1])
        for name, value in record.__dict__.items():
            if name not in STANDARD:
                line[name] = _field(value)
        return _encode(line)


def relayed(process: str, line: str) -> str:
    """Return another process's line as an object, unless it is one already."""
    if line.startswith("{"):
        return line
    when = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    said = {"time": when, "level": "info", "logger": "output", "process": process}
    return _encode({**said, "message": masked(line)})


def message_of(record: logging.LogRecord) -> str:
    """Return what is said; of errors that are not ours the class alone."""
    args = record.args
    if isinstance(args, tuple) and any(isinstance(a, BaseException) for a in args):
        args = tuple(_worded(a) if isinstance(a, BaseException) else a for a in args)
    said = _worded(record.msg) if isinstance(record.msg, BaseException) else record.msg
    text = _filled(str(said), args) if args else str(said)
    return text.partition("\n")[0] if record.name in QUOTING else text


def _filled(text: str, args: object) -> str:
    """Fill in what was given; what does not fit logging itself would print in full."""
    try:
        return text % args
    except (TypeError, ValueError, KeyError):
        return text


def _field(value: object) -> object:
    """Return a field as it is written; figures stay figures."""
    is_figure = value is None or isinstance(value, bool | float)
    if is_figure or (isinstance(value, int) and abs(value) < LARGEST):
        return value
    return masked(str(value))


def _worded(error: BaseException) -> str:
    name = type(error).__name__
    if type(error).__module__.partition(".")[0] in OURS:
        return str(error) or name
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name
