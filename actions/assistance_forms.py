"""The forms of assistance: what is asked, and how the answers are read."""

from actions import readers, words
from actions.fields import AREA, PHONE
from actions.forms import CONFIRMED, Field, Form, Slots
from actions.readers import DURATION, NOTHING, Reader, Values
from actions.turn import Turn

CAUSE = "hardship_cause"
RESIDENCE = "residence"
UNION = "employer_union"
INCOME = "income_per_head"
STAGE = "school_stage"
POOR = "in_hardship"
KIND = "claim_kind"
QUANTITY = "claim_quantity"


def group(slot: str) -> Reader:
    """Read one of a list's groups; what is known already is not found again."""

    def spot(turn: Turn) -> Values:
        is_asked = turn.requested in (slot, CONFIRMED)
        found = words.one_of(turn.text, slot, unasked=not is_asked)
        is_open = turn.requested == CONFIRMED or not turn.filled(slot)
        return {slot: found} if found and is_open else NOTHING

    return Reader(spot, readers.group(slot))


def asked_group(slot: str) -> Reader:
    """Read one of a list's groups where a yes is the first and a no the second."""
    return Reader(readers.nothing, readers.group(slot, yes_or_no=True))


def _quantity() -> Reader:
    """Read days in hospital or children; of a duration its days."""

    def spot(turn: Turn) -> Values:
        length = turn.named("duration")
        days = _days(length.value) if length else None
        return {QUANTITY: days} if days else NOTHING

    def take(turn: Turn) -> Values:
        found = words.quantity(turn.text.replace(words.words()["day"], ""))
        whole = found is not None and found == int(found) and found > 0
        return {QUANTITY: f"{found:f}"} if whole else NOTHING

    return Reader(spot, take)


def _days(duration: str) -> str | None:
    found = DURATION.fullmatch(duration)
    if not found:
        return None
    years, months, days = (int(part or 0) for part in found.groups())
    total = years * 365 + months * 30 + days
    return str(total) if total else None


def _income_decides(slots: Slots) -> bool:
    """Tell whether income is asked: illness and accidents do without it."""
    return words.place_of(CAUSE, str(slots.get(CAUSE) or "")) not in (0, 1)


HARDSHIP = Form(
    "apply_hardship_form",
    (
        Field(CAUSE, group(CAUSE)),
        Field(
            INCOME,
            readers.number(INCOME, "money"),
            optional=True,
            only_if=_income_decides,
        ),
        Field(UNION, asked_group(UNION)),
        Field(RESIDENCE, group(RESIDENCE)),
        AREA,
        PHONE,
    ),
    started_by=frozenset({"apply_hardship_aid"}),
)
SCHOOL = Form(
    "golden_autumn_form",
    (
        Field(STAGE, group(STAGE)),
        Field(UNION, asked_group(UNION)),
        Field(RESIDENCE, group(RESIDENCE)),
        Field(POOR, asked_group(POOR)),
        PHONE,
    ),
    started_by=frozenset({"ask_golden_autumn"}),
)
CLAIMING = Form(
    "claim_mutual_aid_form",
    (Field(KIND, group(KIND)), Field(QUANTITY, _quantity())),
    started_by=frozenset({"claim_mutual_aid"}),
)
