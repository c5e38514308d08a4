"""What notes propose: which matter it is, how soon, and what they name."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from helpdesk import clock
from helpdesk.models import Priority, ServiceClass
from helpdesk.places import spot
from helpdesk.risk import danger
from helpdesk.rules import rules
from helpdesk.texts import tidy
from helpdesk.tickets import handling
from helpdesk.transcripts.analysis.listener import is_matter
from language import Catalogue, Entity, Model, ModelError, Understood

FILE = Path(__file__).with_name("fields.yml")
LONGEST = 2000  # characters that are read
LIKELY = 0.005  # an officer looks at what is proposed
AS_SAID = frozenset({"duration", "date"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is filled in for the officer, who has the last word."""

    category: str | None = None
    service_class: ServiceClass | None = None
    priority: Priority | None = None
    subject: str = ""
    phone: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    is_danger: bool = False
    """Whether somebody is in danger: that goes before everything else."""


class Proposer:
    """Reads notes with the trained model, which it loads when it is first asked."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._loading = asyncio.Lock()
        self._model: Model | None = None

    async def propose(self, text: str) -> Proposal:
        """Return what a text proposes; without a model only what needs none.

        Loading takes seconds and reading milliseconds: nobody else waits for either.
        """
        model = await self._loaded()
        if model is None or not text.strip():
            return proposal_of(text, None)
        said = text[:LONGEST]
        today = clock.today()
        understood = await asyncio.to_thread(_understood, model, said, today)
        return proposal_of(said, understood, model.catalogue)

    async def _loaded(self) -> Model | None:
        async with self._loading:
            if self._model is None and self._archive.exists():
                try:
                    self._model = await asyncio.to_thread(
                        Model.from_archive, self._archive
                    )
                except ModelError:
                    return None
        return self._model


def proposal_of(
    text: str, understood: Understood | None, catalogue: Catalogue | None = None
) -> Proposal:
    """Return what a text proposes, by what the model made of it."""
    found = danger(text)
    subject = tidy(text, limit=rules(FILE)["subject_length"]).split("\n")[0]
    if understood is None or catalogue is None:
        urgent = Priority.urgent if found else None
        return Proposal(priority=urgent, subject=subject, is_danger=found is not None)
    category = found.intent if found else next(_matters(understood, catalogue), None)
    rule = handling(category) if category else None
    named = {one.entity: _told(one) for one in reversed(understood.entities)}
    return Proposal(
        category=category,
        service_class=rule.service_class if rule else None,
        priority=Priority.urgent if found else rule.priority if rule else None,
        subject=subject,
        phone=named.get("phone_number", ""),
        details=dict(_details(category, named)),
        is_danger=found is not None,
    )


def _understood(model: Model, text: str, today: date) -> Understood:
    return model.understand(text, today=today)


def _matters(understood: Understood, catalogue: Catalogue) -> Iterator[str]:
    """Yield what is asked for that somebody can see to, the surest first.

    Notes tell more than they ask: what the model merely thinks likely is proposed too.
    """
    likely = (name for name, share in understood.ranking if share >= LIKELY)
    asked = (request.intent for request in understood.requests)
    yield from (name for name in (*asked, *likely) if is_matter(name, catalogue))


def _told(entity: Entity) -> str:
    """Return what was named as it is written down: times as they were said."""
    return entity.text if entity.entity in AS_SAID else entity.value


def _details(
    category: str | None, named: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield what is named, by the answers of forms."""
    book = rules(FILE)
    slots = book["anyway"] | book["by_category"].get(category, {})
    for entity, value in named.items():
        if entity in slots:
            yield slots[entity], value
    where = spot(district=named.get("district"), place=named.get("place"))
    area = f"{where.district or ''}{where.street or ''}" or named.get("place", "")
    if area:
        yield "area", area
    if "person_name" in named:
        yield "contact_name", named["person_name"]


def shown_fields() -> list[str]:
    """Return the answers that always have a field, in their order."""
    listed: list[str] = rules(FILE)["shown"]
    return listed
