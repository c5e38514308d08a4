"""`gonghui transcripts check`: calls on record, judged by the rules as they are."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gonghui.works import ready
from helpdesk import clock
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions
from helpdesk.quality import Check, Wanted, book, quality
from helpdesk.rules import rules

TEXTS = Path(__file__).with_name("checks.yml")
RECENT = timedelta(days=30)

WIDTH = 12  # characters of a title, each two columns wide


def run(since: datetime | None, *, every: bool, again: bool) -> None:
    """Check calls, print what was found, by rule."""
    wanted = Wanted(since=None if every else _day(since), again=again)
    for line in told(asyncio.run(_checked(ready(), wanted))):
        print(line)


def told(checks: list[Check]) -> Iterator[str]:
    """Yield the summary: how many, how well, and how often each rule was broken."""
    words: dict[str, str] = rules(TEXTS)["check"]
    if not checks:
        yield words["none"]
        return
    scores = [each.score for each in checks if each.score is not None]
    mean = sum(scores) / len(scores) if scores else 0.0
    yield words["whole"].format(calls=len(checks), judged=len(scores), mean=mean)
    findings, calls = Counter[str](), Counter[str]()
    for each in checks:
        findings.update(finding.rule for finding in each.findings)
        calls.update({finding.rule for finding in each.findings})
    for rule in sorted(book().rules, key=lambda rule: -calls[rule.id]):
        if calls[rule.id]:
            yield words["rule"].format(
                title=rule.title,
                gap="\u3000" * (WIDTH - len(rule.title)),
                calls=calls[rule.id],
                share=calls[rule.id] / len(checks),
                findings=findings[rule.id],
            )


def _day(since: datetime | None) -> datetime:
    """Return the moment from which calls count."""
    if since is None:
        return clock.now() - RECENT
    return since.replace(tzinfo=clock.SHENZHEN).astimezone(UTC)


async def _checked(settings: Settings, wanted: Wanted) -> list[Check]:
    engine = create_engine(settings)
    try:
        sessions = create_sessions(engine)
        found: list[Check] = []
        while checks := await quality.check_new(sessions, wanted=wanted):
            found += checks.values()
            wanted = Wanted(max(checks), wanted.since, wanted.again)
        return found
    finally:
        await engine.dispose()
