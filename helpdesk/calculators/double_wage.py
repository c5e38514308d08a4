"""The second wage for months without a written contract, at most eleven."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from helpdesk.calculators import checks
from helpdesk.calculators.dates import ONE_DAY, Stretch, after, stretch
from helpdesk.calculators.money import NOTHING, for_stretch
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import rules
from helpdesk.calculators.statutes import Citation, cite, governing, statutes

RULES = "double_wage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritten:
    """An employment without a written contract; None is: not yet."""

    started_on: date
    wage: Decimal
    signed_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleWage(Reckoning):
    """The time that is paid twice, and the second wage for it."""

    first: date | None
    last: date | None
    months: int
    days: int
    amount: Decimal


def double_wage(work: Unwritten, *, today: date) -> DoubleWage:
    """Reckon the second wage that is due.

    Raises:
        InvalidInput: A wage or day is impossible, or the end lies before the law.
    """
    _check(work, today)
    begin = max(work.started_on, _law())
    first = after(begin, months=rules(RULES).whole("grace_months"))
    whole = after(begin, years=rules(RULES).whole("until_years"))
    last = _last(work, whole, today)
    if last < first:
        return _nothing()
    span = _paid(begin, last)
    return DoubleWage(
        first=first,
        last=last,
        months=span.months,
        days=span.days,
        amount=for_stretch(work.wage, span),
        steps=_steps(work, (first, last), span, whole),
        citations=governing(today, _citations(work, last, whole)),
        cautions=_cautions(work, span),
    )


def _law() -> date:
    return statutes()["contract_law"].in_force


def _check(work: Unwritten, today: date) -> None:
    checks.known_day(work.started_on, work.signed_on, work.left_on)
    checks.not_ahead(work.started_on, today=today)
    checks.not_before(work.left_on, work.started_on)
    checks.wage(work.wage)
    if work.left_on is not None and work.left_on < _law():
        raise rules(RULES).refusal("before_law", first=_law())


def _last(work: Unwritten, whole: date, today: date) -> date:
    """Return the last day paid twice: before the contract, the year or the end."""
    signed = work.signed_on - ONE_DAY if work.signed_on else today
    return min(whole - ONE_DAY, signed, work.left_on or today, today)


def _paid(begin: date, last: date) -> Stretch:
    """Measure by months of the hiring day, so that a year has eleven of them."""
    served = stretch(begin, last)
    grace = rules(RULES).whole("grace_months")
    return Stretch(served.months - grace, served.days, served.of)


def _nothing() -> DoubleWage:
    return DoubleWage(
        first=None,
        last=None,
        months=0,
        days=0,
        amount=NOTHING,
        steps=(rules(RULES).say("in_time"),),
        citations=cite("contract_law", "10", "82"),
    )


def _steps(
    work: Unwritten, paid: tuple[date, date], span: Stretch, whole: date
) -> tuple[str, ...]:
    sentence = rules(RULES).say
    first, last = paid
    begin = max(work.started_on, _law())
    rest = sentence("rest", days=span.days) if span.days else ""
    amount = for_stretch(work.wage, span)
    steps = (
        sentence("span", started=begin, first=first, last=last),
        sentence("length", months=span.months, rest=rest),
        sentence("amount", wage=work.wage, amount=amount),
    )
    full = last == whole - ONE_DAY
    return (*steps, sentence("unfixed", day=whole)) if full else steps


def _citations(work: Unwritten, last: date, whole: date) -> tuple[Citation, ...]:
    full, old = last == whole - ONE_DAY, work.started_on < _law()
    return (
        *cite("contract_law", "82", *(("14",) if full else ())),
        *(cite("contract_law", "97") if old else ()),
        *cite("contract_rules", "7" if full else "6"),
    )


def _cautions(work: Unwritten, span: Stretch) -> tuple[str, ...]:
    caution = rules(RULES).caution
    said = [caution("wages"), caution("limitation")]
    if span.days:
        said.append(caution("part_month"))
    if work.started_on < _law():
        said.append(caution("old_service", first=_law()))
    return tuple(said)
