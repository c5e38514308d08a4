"""Canned texts as the page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.console.names import names
from helpdesk.canned import Wording
from helpdesk.models import CannedText, CannedUse

WRITTEN_FOR_ALL = "all"


@dataclass(frozen=True, slots=True)
class Line:
    """A text in the list."""

    id: int
    title: str
    use: str
    category: str
    is_own: bool
    is_active: bool
    is_chosen: bool
    used: int


@dataclass(frozen=True, slots=True)
class Group:
    """The texts of one skill."""

    title: str
    lines: tuple[Line, ...]


def read_wording(form: Mapping[str, str]) -> Wording:
    """Read the form; the place is a category's or a skill's name."""
    place = form.get("place", "")
    use = form.get("use", "")
    is_skill = place in names().skills
    return Wording(
        title=form.get("title", ""),
        text=form.get("text", ""),
        use=CannedUse(use) if use in set(CannedUse) else CannedUse.answer,
        skill=place if is_skill else None,
        category=None if is_skill else place or None,
        is_own=form.get("whose") != WRITTEN_FOR_ALL,
    )


def shown(text: CannedText | None) -> Wording:
    """Return a text as the form shows it; an empty form for none."""
    if text is None:
        return Wording(title="", text="")
    return Wording(
        title=text.title,
        text=text.text,
        use=text.use,
        skill=text.skill,
        category=text.category,
        is_own=text.officer_id is not None,
    )


def groups_of(
    texts: Sequence[CannedText],
    asked: Mapping[str, str],
    *,
    chosen: CannedText | None,
) -> tuple[Group, ...]:
    """Group what is asked for by skill; what is for every ticket comes first."""
    wanted = [text for text in texts if _is_asked(text, asked)]
    skills = [None, *names().skills]
    grouped = (
        (skill, [text for text in wanted if text.skill == skill]) for skill in skills
    )
    return tuple(
        Group(
            names().skills[skill] if skill else "",
            tuple(_line(text, chosen) for text in found),
        )
        for skill, found in grouped
        if found
    )


def _is_asked(text: CannedText, asked: Mapping[str, str]) -> bool:
    words, skill = asked.get("words", "").strip(), asked.get("skill", "")
    if skill and text.skill != skill:
        return False
    return words in text.title or words in text.text


def _line(text: CannedText, chosen: CannedText | None) -> Line:
    return Line(
        id=text.id,
        title=text.title,
        use=names().canned_uses[text.use],
        category=names().intent(text.category) if text.category else "",
        is_own=text.officer_id is not None,
        is_active=text.active,
        is_chosen=chosen is not None and chosen.id == text.id,
        used=text.used,
    )
