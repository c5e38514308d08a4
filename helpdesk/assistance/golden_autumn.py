"""金秋助学: whose child is probably helped, and with how much."""

from dataclasses import dataclass
from pathlib import Path

from helpdesk.assistance.hardship import lives_here
from helpdesk.errors import NotFound
from helpdesk.findings import Finding, judge, outcome
from helpdesk.models import Residence, SchoolStage
from helpdesk.money import yuan
from helpdesk.rules import rules
from helpdesk.standards import Standard, standard

RULES = Path(__file__).with_name("golden_autumn.yml")


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What is known of the parent and the child; None is not known."""

    has_union: bool | None = None
    in_service: bool | None = None
    in_hardship: bool | None = None
    residence: Residence | None = None
    child_at_school: bool | None = None


@dataclass(frozen=True, slots=True)
class SchoolGrant:
    """An amount in cents, of which year it is, and how to tell it."""

    cents: int
    standard: Standard
    told: str


def judge_school(facts: SchoolFacts) -> Finding:
    """Judge a parent's wish by what was asked for in 2019."""
    outcomes = {
        "union": outcome(facts.has_union),
        "in_service": outcome(facts.in_service),
        "hardship": outcome(facts.in_hardship),
        "residence": lives_here(facts.residence),
        "child": outcome(facts.child_at_school),
    }
    return judge(rules(RULES)["checks"], outcomes)


def school_grant(*, stage: SchoolStage, year: int) -> SchoolGrant:
    """Return the newest amount known for a year.

    Raises:
        NotFound: No amount was announced up to that year.
    """
    book = rules(RULES)
    found = standard(book["standards"], year)
    if found is None:
        raise NotFound(f"no golden-autumn amount is known for {year}")
    cents = found.amount(stage)
    told = book["told"].format(
        stage=book["stages"][stage], yuan=yuan(cents), caveat=found.caveat
    )
    return SchoolGrant(cents, found, told)
