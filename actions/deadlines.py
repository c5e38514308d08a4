"""Deadlines: until when something may still be claimed, told with the case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from actions import measures, words
from actions.work import Work
from helpdesk.calculators import injury_limits
from helpdesk.errors import InvalidInput
from helpdesk.legal_aid import legal_aid


@dataclass(frozen=True, slots=True)
class Deadline:
    """How many days are left, and what is said of it."""

    days_left: int
    response: str
    fields: Mapping[str, str]

    def tell(self, work: Work) -> None:
        """Say it."""
        work.say(self.response, **self.fields)


Rule = Callable[[Work], Deadline | None]


def deadline_of(work: Work, intent: str) -> Deadline | None:
    """Reckon until when a case may be brought; None while no time runs or is known."""
    rule = RULES.get(intent)
    return rule(work) if rule else None


def _from(slot: str, *, wages: bool) -> Rule:
    """Make the rule that arbitration has a year from a day that was told."""

    def rule(work: Work) -> Deadline | None:
        known_on = measures.day_in(work.turn.filled(slot))
        if known_on is None:
            return None
        found = legal_aid.limitation(left_on=known_on, today=work.turn.today)
        if found.deadline is None:
            return None
        law = found.sources[0 if wages else -1]
        return _arbitration(found.deadline, work.turn.today, law, found.expired)

    return rule


def _arbitration(last: date, today: date, law: str, expired: bool) -> Deadline:
    fields = {"deadline": words.deadline(last), "law": law}
    response = "utter_claim_expired" if expired else "utter_claim_deadline_told"
    return Deadline((last - today).days, response, fields)


def _injury(work: Work) -> Deadline | None:
    """Tell the employer's month and the worker's year, unless it is under way."""
    turn = work.turn
    injured_on = measures.day_in(turn.filled("injured_on"))
    under_way = next(iter(words.words()["reported"]))
    if injured_on is None or turn.filled("reported") == under_way:
        return None
    try:
        found = injury_limits(injured_on, today=turn.today)
    except InvalidInput:
        return None
    response = "utter_injury_expired" if found.expired else "utter_injury_deadline_told"
    fields = {
        "deadline": words.deadline(found.deadline),
        "steps": "".join(found.steps),
    }
    return Deadline((found.deadline - turn.today).days, response, fields)


RULES: Mapping[str, Rule] = {
    "report_unpaid_wages": _from("left_on", wages=True),
    "report_overtime": _from("left_on", wages=True),
    "report_dismissal": _from("dismissed_on", wages=False),
    "report_contract_issue": _from("left_on", wages=False),
    "report_resignation_issue": _from("left_on", wages=False),
    "report_work_injury": _injury,
}
