"""Calls to look at in the demo: analysed by the trained model, like any other."""

import asyncio
from pathlib import Path

from gonghui.works import in_one_work
from helpdesk.config import Settings
from helpdesk.seed.calls import seed_calls
from helpdesk.transcripts.analysis import Analyst


def keep_demo_calls(settings: Settings, model: Path) -> None:
    """Put the demo calls on record where there is no call yet."""
    analyst = Analyst.load(model)
    asyncio.run(in_one_work(settings, lambda session: seed_calls(session, analyst)))
