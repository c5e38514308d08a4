"""Until when a worker may go to labour arbitration."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from helpdesk.calculators import checks
from helpdesk.calculators.dates import (
    Pause,
    after,
    counting,
    postponed,
    rolled,
    rolling,
)
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import rules
from helpdesk.calculators.statutes import Citation, cite, statutes

RULES = "arbitration"
LAW = "arbitration_law"


class Subject(StrEnum):
    """What is claimed: for wages the time does not run in employment."""

    wages = "wages"
    other = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is known of a claim; without `left_on` the worker is still employed."""

    subject: Subject
    known_on: date | None = None
    left_on: date | None = None
    interruptions: tuple[date, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArbitrationLimit(Reckoning):
    """Whether the time runs, its last day, and that day before it was rolled."""

    running: bool
    deadline: date | None
    unrolled: date | None
    expired: bool


def arbitration_limit(claim: Claim, *, today: date) -> ArbitrationLimit:
    """Say until when a claim may be brought.

    Raises:
        InvalidInput: A day is missing, impossible, or before the law.
    """
    _check(claim, today)
    begin = _begin(claim, today)
    if begin is None:
        return _idle((rules(RULES).say("employed"),))
    if begin < statutes()[LAW].in_force:
        raise rules(RULES).refusal("before_law", first=statutes()[LAW].in_force)
    steps = [rules(RULES).say(claim.subject, begin=begin)]
    begin = _restarted(claim, begin, today, steps)
    if _waits(claim, begin, today):
        left = (_end(claim, begin, today) - today).days
        return _idle((*steps, rules(RULES).say("waiting", left=left)))
    return _ended(claim, begin, today, steps)


def _check(claim: Claim, today: date) -> None:
    events = [pause.first for pause in claim.pauses]
    checks.known_day(claim.known_on, claim.left_on, *claim.interruptions, *events)
    for day in (*claim.interruptions, *events):
        checks.not_ahead(day, today=today)
    for pause in claim.pauses:
        checks.known_day(pause.until)
        checks.not_before(pause.until, pause.first)
        checks.not_ahead(pause.until or today, today=today)
    if claim.subject is Subject.wages:
        return
    if claim.known_on is None:
        raise rules(RULES).refusal("known_on")
    checks.not_ahead(claim.known_on, today=today)
    for day in claim.interruptions:
        if day < claim.known_on:
            raise rules(RULES).refusal("interruption", day=day, begin=claim.known_on)


def _begin(claim: Claim, today: date) -> date | None:
    if claim.subject is Subject.other:
        return claim.known_on
    gone = claim.left_on is not None and claim.left_on <= today
    return claim.left_on if gone else None


def _plain_end(begin: date) -> date:
    return after(begin, years=rules(RULES).whole("years"))


def _end(claim: Claim, begin: date, today: date) -> date:
    return postponed(begin, _plain_end(begin), claim.pauses, today)


def _restarted(claim: Claim, begin: date, today: date, steps: list[str]) -> date:
    """Start again at every interruption that came in time."""
    for day in sorted(day for day in claim.interruptions if day > begin):
        in_time = day <= rolled(_end(claim, begin, today))
        steps.append(rules(RULES).say("interrupted" if in_time else "late", day=day))
        begin = day if in_time else begin
    return begin


def _waits(claim: Claim, begin: date, today: date) -> bool:
    """Tell whether the time stands still because of a pause that still lasts."""
    lasting = [pause.first for pause in claim.pauses if pause.until is None]
    finished = [pause for pause in claim.pauses if pause.until is not None]
    end = postponed(begin, _plain_end(begin), finished, today)
    return any(first <= end for first in lasting)


def _ended(
    claim: Claim, begin: date, today: date, steps: list[str]
) -> ArbitrationLimit:
    sentence = rules(RULES).say
    unrolled = _end(claim, begin, today)
    deadline = rolled(unrolled)
    if unrolled != _plain_end(begin):
        plain = _plain_end(begin)
        steps.append(sentence("paused", plain=plain, deadline=unrolled))
    told = "deadline" if deadline == unrolled else "rolled"
    steps.append(sentence(told, plain=unrolled, deadline=deadline))
    expired, left = today > deadline, (deadline - today).days
    steps.append(sentence("expired" if expired else "open", today=today, left=left))
    return ArbitrationLimit(
        running=True,
        deadline=deadline,
        unrolled=unrolled,
        expired=expired,
        steps=tuple(steps),
        citations=(*_law(), *counting(unrolled), *rolling(unrolled)),
        cautions=_cautions(claim, unrolled, expired=expired),
    )


def _cautions(claim: Claim, unrolled: date, *, expired: bool) -> tuple[str, ...]:
    special = bool(claim.interruptions or claim.pauses)
    said = (rules(RULES).caution("evidence"),) if special else ()
    return said if expired else (*said, rules(RULES).caution("early", plain=unrolled))


def _idle(steps: tuple[str, ...]) -> ArbitrationLimit:
    return ArbitrationLimit(
        running=False,
        deadline=None,
        unrolled=None,
        expired=False,
        steps=steps,
        citations=_law(),
    )


def _law() -> tuple[Citation, ...]:
    return cite(LAW, "27")
