"""Articles of before revision 0007 keep answering after it."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from helpdesk.knowledge import knowledge
from tests.helpdesk.conftest import environment

ROOT = Path(__file__).parents[3]
OLD = """
INSERT INTO articles (intent, title, chat, spoken, year, source, confidence, version,
    created_at) VALUES ('ask_old', :title, '写的', '说的', 2021, '某文件', 'B', 3,
    CURRENT_TIMESTAMP)
"""


def migrate(settings, *arguments: str) -> None:
    command = [sys.executable, "-m", "alembic", "-c", "migrations/alembic.ini"]
    subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=environment(settings),
        check=True,
        capture_output=True,
    )


class TestRevision:
    async def test_keeps_what_there_was(self, settings, engine, sessions):
        migrate(settings, "downgrade", "0006")
        async with engine.begin() as connection:
            for title in ("甲", "乙"):
                await connection.execute(text(OLD), {"title": title})

        migrate(settings, "upgrade", "head")

        async with sessions() as session:
            told = await knowledge.answer(session, intent="ask_old")
            assert (told.text, told.version, told.title) == ("写的", 3, "甲")
            assert await knowledge.has(session, "ask_privacy")
