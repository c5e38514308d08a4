"""What went wrong with a form of a ticket's page, and what to do; nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.console.calls.told import moment
from api.console.ticket.sheet import Sheet
from api.console.ticket.words import words
from helpdesk.errors import (
    Claimed,
    Conflict,
    HelpdeskError,
    InvalidInput,
    NotPermitted,
    TransitionNotAllowed,
)

EXPECTED = (Conflict, InvalidInput, NotPermitted)
FLOOR = frozenset({"take", "speak", "hand_back", "pass_on"})


@dataclass(frozen=True, slots=True)
class Failure:
    """What is said, of which form, and what stood in it."""

    told: str = ""
    act: str = ""
    form: Mapping[str, str] = field(default_factory=dict)

    def kept(self, act: str, name: str = "words") -> str:
        """Return what somebody wrote into a form that was refused."""
        return self.form.get(name, "") if act == self.act else ""


def failure_of(
    error: HelpdeskError, sheet: Sheet, act: str, form: Mapping[str, str]
) -> Failure:
    """Return what is said of an error; the page behind it is up to date."""
    return Failure(_told(error, sheet, act, form), act, form)


def _told(error: HelpdeskError, sheet: Sheet, act: str, form: Mapping[str, str]) -> str:
    said = words().failed
    match error:
        case Claimed():
            who = sheet.holder or words().voices["officer"]
            return said["claimed"].format(who=who, until=moment(error.until))
        case Conflict() if act in FLOOR:
            return said["floor"]
        case TransitionNotAllowed():
            return said["state"].format(state=sheet.status)
        case NotPermitted():
            return said["not_permitted"]
        case InvalidInput():
            return _input(error, form)
    return said["conflict"]


def _input(error: InvalidInput, form: Mapping[str, str]) -> str:
    """Say what is missing; reasons that are Chinese are for officers to read."""
    if not str(error).isascii():
        return str(error)
    is_empty = not form.get("words", "").strip()
    return words().failed["words" if is_empty else "input"]
