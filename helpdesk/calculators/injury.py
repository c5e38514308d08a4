"""Until when a work injury can be brought to be recognised, and by whom."""

from dataclasses import dataclass
from datetime import date, timedelta

from helpdesk.calculators import checks
from helpdesk.calculators.dates import Pause, after, counting, postponed
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import rules
from helpdesk.calculators.statutes import Citation, cite, statutes

RULES = "injury"
LAW = "injury_rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class InjuryLimits(Reckoning):
    """The employer's last day and the worker's own, and which have passed."""

    employer_deadline: date
    employer_late: bool
    deadline: date
    expired: bool


def injury_limits(
    injured_on: date, *, today: date, pauses: tuple[Pause, ...] = ()
) -> InjuryLimits:
    """Say until when recognition of an injury or occupational disease can be asked.

    Pauses are times the law does not count, such as a suit over whether there was an
    employment at all.

    Raises:
        InvalidInput: A day is impossible, ahead, or before the law.
    """
    _check(injured_on, pauses, today)
    days = timedelta(days=rules(RULES).whole("employer_days"))
    plain = after(injured_on, years=rules(RULES).whole("worker_years"))
    deadline = postponed(injured_on, plain, pauses, today)
    return InjuryLimits(
        employer_deadline=injured_on + days,
        employer_late=today > injured_on + days,
        deadline=deadline,
        expired=today > deadline,
        steps=_steps(injured_on, plain, deadline, today),
        citations=_citations(deadline, pauses),
        cautions=_cautions(pauses),
    )


def _check(injured_on: date, pauses: tuple[Pause, ...], today: date) -> None:
    checks.known_day(injured_on)
    checks.not_ahead(injured_on, today=today)
    for pause in pauses:
        checks.known_day(pause.first, pause.until)
        checks.not_before(pause.until, pause.first)
        checks.not_ahead(pause.until or pause.first, today=today)
    if injured_on < statutes()[LAW].in_force:
        raise rules(RULES).refusal("before_law", first=statutes()[LAW].in_force)


def _steps(
    injured_on: date, plain: date, deadline: date, today: date
) -> tuple[str, ...]:
    sentence = rules(RULES).say
    days = rules(RULES).whole("employer_days")
    employer = injured_on + timedelta(days=days)
    steps = [sentence("employer", injured=injured_on, days=days, deadline=employer)]
    if today > employer:
        steps.append(sentence("employer_late", days=days))
    steps.append(sentence("worker", deadline=plain))
    if deadline != plain:
        steps.append(sentence("paused", plain=plain, deadline=deadline))
    told = "expired" if today > deadline else "open"
    steps.append(sentence(told, today=today, left=(deadline - today).days))
    return tuple(steps)


def _citations(deadline: date, pauses: tuple[Pause, ...]) -> tuple[Citation, ...]:
    opinion = cite("injury_opinion", "8") if pauses else ()
    return (*cite(LAW, "17"), *opinion, *counting(deadline))


def _cautions(pauses: tuple[Pause, ...]) -> tuple[str, ...]:
    names = ["rest_day"]
    if pauses:
        names.append("proof")
    if any(pause.until is None for pause in pauses):
        names.append("waiting")
    return tuple(rules(RULES).caution(name) for name in names)
