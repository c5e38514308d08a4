"""Who is probably a worker in hardship (困难职工)."""

from dataclasses import dataclass
from pathlib import Path

from helpdesk.errors import InvalidInput
from helpdesk.findings import Finding, Outcome, judge, outcome
from helpdesk.models import Residence
from helpdesk.money import yuan
from helpdesk.rules import rules
from helpdesk.standards import Standard, standard

RULES = Path(__file__).with_name("hardship.yml")


@dataclass(frozen=True, slots=True)
class HardshipFacts:
    """What is known of a household; None is not known."""

    year: int
    has_union: bool | None = None
    in_service: bool | None = None
    residence: Residence | None = None
    income_per_head_cents: int | None = None  # a month
    stricken: bool | None = None  # 重大疾病、意外


def judge_hardship(facts: HardshipFacts) -> Finding:
    """Judge a household by the newest line known for the year.

    Illness or an accident will do without a look at the income. Who is above an old
    line is not turned down: this year's may be higher.
    """
    line = standard(rules(RULES)["standards"], facts.year)
    if line is None:
        raise InvalidInput(f"no line of hardship is known for {facts.year}")
    outcomes = {
        "union": outcome(facts.has_union),
        "in_service": outcome(facts.in_service),
        "residence": lives_here(facts.residence),
    }
    need = (
        {"stricken": Outcome.met} if facts.stricken else {"income": _low(line, facts)}
    )
    return judge(
        rules(RULES)["checks"],
        outcomes | need,
        line=yuan(line.amount("monthly_per_head")),
        year=line.year,
    )


def lives_here(residence: Residence | None) -> Outcome:
    """Judge the tie to Shenzhen: a residence permit is as good as registration."""
    if residence is None:
        return Outcome.unknown
    return outcome(residence is not Residence.neither)


def _low(line: Standard, facts: HardshipFacts) -> Outcome:
    income = facts.income_per_head_cents
    if income is None:
        return Outcome.unknown
    if income < 0:
        raise InvalidInput("an income is not negative")
    if income < line.amount("monthly_per_head"):
        return Outcome.met
    is_final = line.verified and facts.stricken is False
    return Outcome.unmet if is_final else Outcome.unknown
