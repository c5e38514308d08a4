"""Until when labour supervision looks into a violation."""

from dataclasses import dataclass
from datetime import date

from helpdesk.calculators import checks
from helpdesk.calculators.dates import after, counting
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import rules
from helpdesk.calculators.statutes import cite, statutes

RULES = "supervision"
LAW = "supervision_rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionLimit(Reckoning):
    """Whether the two years run, and their last day."""

    running: bool
    deadline: date | None
    expired: bool


def supervision_limit(
    happened_on: date,
    *,
    today: date,
    ended_on: date | None = None,
    lasting: bool = False,
) -> SupervisionLimit:
    """Say until when a violation can be reported; a lasting one always can.

    Raises:
        InvalidInput: A day is impossible, ahead, reversed, or before the law.
    """
    begin = _begin(happened_on, ended_on, today)
    if lasting:
        return SupervisionLimit(
            running=False,
            deadline=None,
            expired=False,
            steps=(rules(RULES).say("lasting"),),
            citations=cite(LAW, "20"),
        )
    if begin < statutes()[LAW].in_force:
        raise rules(RULES).refusal("before_law", first=statutes()[LAW].in_force)
    deadline = after(begin, years=rules(RULES).whole("years"))
    return SupervisionLimit(
        running=True,
        deadline=deadline,
        expired=today > deadline,
        steps=_steps(begin, deadline, today, was_lasting=ended_on is not None),
        citations=(*cite(LAW, "20"), *counting(deadline)),
        cautions=(rules(RULES).caution("rest_day"),),
    )


def _begin(happened_on: date, ended_on: date | None, today: date) -> date:
    begin = ended_on or happened_on
    checks.known_day(happened_on, ended_on)
    checks.not_before(ended_on, happened_on)
    checks.not_ahead(begin, today=today)
    return begin


def _steps(
    begin: date, deadline: date, today: date, *, was_lasting: bool
) -> tuple[str, ...]:
    sentence = rules(RULES).say
    told = "expired" if today > deadline else "open"
    return (
        sentence("ended" if was_lasting else "happened", begin=begin),
        sentence(told, deadline=deadline, today=today, left=(deadline - today).days),
    )
