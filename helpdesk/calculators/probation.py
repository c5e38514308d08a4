"""Probation: how long it may last and what it must pay."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from helpdesk.calculators import checks
from helpdesk.calculators.dates import ONE_DAY, Stretch, after, stretch
from helpdesk.calculators.minimum_wage import minimum_wage
from helpdesk.calculators.money import NOTHING, for_stretch
from helpdesk.calculators.results import Reckoning
from helpdesk.calculators.rules import rules
from helpdesk.calculators.statutes import Citation, cite, governing, statutes
from helpdesk.money import rounded

RULES = "probation"


class Term(StrEnum):
    """The kinds of contract that differ in probation."""

    fixed = "fixed"
    open_ended = "open_ended"
    task = "task"
    part_time = "part_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract with its agreed probation; wages are monthly, the last day counts."""

    term: Term
    starts_on: date
    wage: Decimal
    ends_on: date | None = None
    probation_until: date | None = None
    probation_wage: Decimal | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Probation(Reckoning):
    """The longest lawful probation, its least wage, and what the excess costs."""

    most_months: int
    until: date | None
    lawful: bool
    floor: Decimal
    wage_gap: Decimal
    compensation: Decimal


@dataclass(frozen=True, slots=True)
class _Limit:
    months: int
    until: date | None
    why: str


def probation(contract: Contract, *, today: date) -> Probation:
    """Check an agreed probation against the law.

    Raises:
        InvalidInput: A wage or day is impossible, missing, or before the law.
    """
    _check(contract)
    limit = _limit(contract)
    excess = _excess(contract, limit, today)
    floor = _floor(contract)
    gap = max(floor - (contract.probation_wage or floor), NOTHING)
    return Probation(
        most_months=limit.months,
        until=limit.until,
        lawful=not (_too_long(contract, limit) or gap),
        floor=floor,
        wage_gap=gap,
        compensation=for_stretch(contract.wage, excess),
        steps=(*_length_steps(contract, limit, excess), *_wage_steps(contract, floor)),
        citations=governing(today, _citations(contract, excess)),
        cautions=_cautions(contract, excess),
    )


def _check(contract: Contract) -> None:
    ends = contract.ends_on
    checks.known_day(contract.starts_on, ends, contract.probation_until)
    checks.not_before(ends, contract.starts_on)
    checks.not_before(contract.probation_until, contract.starts_on)
    checks.wage(contract.wage, contract.probation_wage)
    if contract.term is Term.fixed and ends is None:
        raise rules(RULES).refusal("term")
    law = statutes()["contract_law"].in_force
    if contract.starts_on < law:
        raise rules(RULES).refusal("before_law", first=law)


def _limit(contract: Contract) -> _Limit:
    sentence = rules(RULES).say
    if contract.term in (Term.task, Term.part_time):
        return _Limit(0, None, sentence(contract.term))
    if contract.repeated:
        return _Limit(0, None, sentence("second"))
    if contract.term is Term.open_ended:
        most = int(rules(RULES).content["tiers"][-1]["most"])
        return _granted(contract, most, sentence("open_ended", most=most))
    return _fixed_limit(contract)


def _fixed_limit(contract: Contract) -> _Limit:
    sentence = rules(RULES).say
    ends = contract.ends_on or contract.starts_on
    if contract.probation_until is not None and contract.probation_until >= ends:
        return _Limit(0, None, sentence("only_probation"))
    term = stretch(contract.starts_on, ends)
    tiers = rules(RULES).content["tiers"]
    most = max((t["most"] for t in tiers if term.months >= t["from"]), default=0)
    if not most:
        return _Limit(0, None, sentence("too_short"))
    why = sentence("fixed", months=term.months, rest=_rest(term), most=most)
    return _granted(contract, most, why)


def _granted(contract: Contract, most: int, why: str) -> _Limit:
    return _Limit(most, after(contract.starts_on, months=most) - ONE_DAY, why)


def _too_long(contract: Contract, limit: _Limit) -> bool:
    agreed = contract.probation_until
    return agreed is not None and (limit.until is None or agreed > limit.until)


def _excess(contract: Contract, limit: _Limit, today: date) -> Stretch:
    """Measure the probation beyond the law that has been served up to today."""
    if contract.probation_until is None or not _too_long(contract, limit):
        return Stretch(0)
    first = limit.until + ONE_DAY if limit.until else contract.starts_on
    return stretch(first, min(contract.probation_until, today))


def _floor(contract: Contract) -> Decimal:
    lowest = minimum_wage(contract.starts_on).monthly or NOTHING
    return max(rounded(contract.wage * rules(RULES).number("share")), lowest)


def _rest(span: Stretch) -> str:
    return rules(RULES).say("rest", days=span.days) if span.days else ""


def _length_steps(
    contract: Contract, limit: _Limit, excess: Stretch
) -> tuple[str, ...]:
    sentence, agreed = rules(RULES).say, contract.probation_until
    steps = [limit.why]
    if limit.until:
        steps.append(sentence("until", day=limit.until))
    if agreed is None:
        return tuple(steps)
    if not _too_long(contract, limit):
        return (*steps, sentence("within", day=agreed))
    if excess.empty:
        return (*steps, sentence("agreed_too_long", agreed=agreed))
    rest, amount = _rest(excess), for_stretch(contract.wage, excess)
    return (
        *steps,
        sentence("excess", agreed=agreed, months=excess.months, rest=rest),
        sentence("compensation", wage=contract.wage, amount=amount),
    )


def _wage_steps(contract: Contract, floor: Decimal) -> tuple[str, ...]:
    sentence, paid = rules(RULES).say, contract.probation_wage
    told = sentence("floor", floor=floor, wage=contract.wage)
    if paid is None:
        return (told,)
    if paid >= floor:
        return (told, sentence("wage_fine", paid=paid, floor=floor))
    return (told, sentence("wage_low", paid=paid, floor=floor, gap=floor - paid))


def _citations(contract: Contract, excess: Stretch) -> tuple[Citation, ...]:
    return (
        *cite("contract_law", "19", "20"),
        *(cite("contract_law", "70") if contract.term is Term.part_time else ()),
        *(() if excess.empty else cite("contract_law", "83")),
        *cite("contract_rules", "15"),
    )


def _cautions(contract: Contract, excess: Stretch) -> tuple[str, ...]:
    caution = rules(RULES).caution
    said = [caution("grade")]
    if minimum_wage(contract.starts_on).monthly is None:
        said.append(caution("minimum"))
    if excess.days:
        said.append(caution("part_month"))
    return tuple(said)
