"""`python -m bot …` is `rasa …` without what its pinned packages say of each other.

Hundreds of deprecation warnings of packages that cannot be upgraded would hide the
lines an operator has to see; some of those packages undo PYTHONWARNINGS.
"""

import os
import sys
import warnings

from observe.process import observed

OPTIONAL = ("GONGHUI_BOT_PREVIOUS_SECRET", "GONGHUI_REDIS_URL")
"""What may be empty; Rasa's reader of configuration refuses what is not there."""


def _silent(*_message: object, **_place: object) -> None:
    """Take a warning and say nothing."""


def _port() -> int:
    """Return where figures are given; who trains gives none."""
    serves = sys.argv[1:2] == ["run"]
    return int(os.environ.get("GONGHUI_METRICS_PORT") or 0) if serves else 0


if __name__ == "__main__":
    from bot import secret_files

    secret_files.install()
    for name in OPTIONAL:
        os.environ.setdefault(name, "")
    warnings.showwarning = _silent
    from rasa.__main__ import main  # the import alone warns dozens of times

    from bot import acting, briefing, logs, quick, trackers

    logs.install()
    quick.install()
    acting.install()
    briefing.install()
    trackers.install()
    with observed(
        "bot",
        log_format=os.environ.get("GONGHUI_LOG_FORMAT") or "text",
        metrics_host=os.environ.get("GONGHUI_METRICS_HOST") or "127.0.0.1",
        metrics_port=_port(),
    ):
        main()
