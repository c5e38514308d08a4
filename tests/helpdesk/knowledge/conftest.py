"""Article files to load, and an officer who edits."""

from pathlib import Path

import pytest
import yaml

from helpdesk.officers import officers
from helpdesk.seed.people import DEMO_OFFICER

ENTRY = {
    "id": "ask_test",
    "title": "测试",
    "asks": ["测试是什么", "什么叫测试", "测试说说看"],
    "chat": "写的话。",
    "spoken": "说的话。",
    "source": "某文件",
    "year": 2021,
    "confidence": "B",
    "evidence": ["没有数字（某文件）"],
    "reviewer": "某人",
    "reviewed_on": "2026-11-22",
}
DAYS = ("reviewed_on", "valid_from", "valid_to")


def write(folder: Path, **changes: object) -> Path:
    """Write one article into a file named for its id; return the folder."""
    entry = ENTRY | changes
    text = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False)
    for name in DAYS:  # written as days, not as texts
        text = text.replace(
            f"{name}: '{entry.get(name)}'", f"{name}: {entry.get(name)}"
        )
    (folder / f"{entry['id']}.yml").write_text(text, "utf-8")
    return folder


@pytest.fixture
async def officer(sessions):
    """The key of an officer's account."""
    async with sessions() as session:
        found = await officers.by_login(session, DEMO_OFFICER.login)
        assert found is not None
        return found.id
