"""Secrets that lie in files: GONGHUI_X_FILE=/path instead of GONGHUI_X.

Rasa puts environment variables into its configuration; this process may not see the
records' settings, so it has a small reader of its own.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path

PREFIX, SUFFIX = "GONGHUI_", "_FILE"


def install(environment: MutableMapping[str, str] = os.environ) -> None:
    """Put what the files hold where Rasa looks for it, or say what is wrong and end."""
    for variable, path in list(environment.items()):
        if path and variable.startswith(PREFIX) and variable.endswith(SUFFIX):
            name = variable[: -len(SUFFIX)]
            if environment.get(name):
                raise SystemExit(f"{name} and {variable} are both set; keep one")
            environment[name] = _read(Path(path), variable)


def _read(path: Path, variable: str) -> str:
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no text"
        raise SystemExit(f"{variable}: {path}: {reason}") from None
    if not text:
        raise SystemExit(f"{variable}: {path} is empty")
    return text
