"""Spans of SQL statements: which kind on which table, never a value."""

import re
from contextlib import ExitStack
from typing import Any

from sqlalchemy import Engine, event

from observe import spans, trace

WHERE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+\"?(\w+)", re.IGNORECASE)
OPEN = "gonghui_span"


def watch(engine: Engine) -> None:
    """Time the statements of whatever is under way, where spans are recorded."""
    if not spans.recording():
        return
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)
    event.listen(engine, "handle_error", _fail)


def _begin(
    connection: Any,  # noqa: ANN401 - as SQLAlchemy hands them over
    _cursor: object,
    statement: str,
    _parameters: object,
    context: Any,  # noqa: ANN401
    _many: bool,
) -> None:
    under = trace.current()
    if under is None or under.span is None:
        return
    found, stack = WHERE.search(statement), ExitStack()
    name = statement.split(maxsplit=1)[0].upper()
    name = f"{name} {found[1]}" if found else name
    system = connection.dialect.name
    stack.enter_context(spans.span(name, spans.Kind.asks, **{"db.system": system}))
    setattr(context, OPEN, stack)


def _end(*given: Any) -> None:  # noqa: ANN401
    _close(given[4])


def _fail(failed: Any) -> None:  # noqa: ANN401
    _close(failed.execution_context)


def _close(context: object) -> None:
    stack: ExitStack | None = getattr(context, OPEN, None)
    if stack is not None:
        stack.close()
