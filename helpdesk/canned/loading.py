"""Loading: the shipped canned texts come in, each for its kind of ticket."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.canned.fields import check_fields
from helpdesk.models import CannedText, CannedUse
from helpdesk.rules import rules
from helpdesk.shipped import bring_in
from helpdesk.tickets import handling

FILE = Path(__file__).with_name("texts.yml")


async def load(session: AsyncSession) -> None:
    """Bring the shipped texts in."""
    await bring_in(session, CannedText, dict(read()))


def read(file: Path = FILE) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every text of the file by its name."""
    for use, texts in rules(file).items():
        for name, entry in texts.items():
            check_fields(entry["text"])
            category = entry.get("category")
            skill = handling(category).skill if category else entry.get("skill")
            yield (
                name,
                {
                    "use": CannedUse(use),
                    "title": entry["title"],
                    "text": entry["text"].strip(),
                    "category": category,
                    "skill": skill,
                },
            )
