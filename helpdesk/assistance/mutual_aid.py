"""Mutual aid and card allowances: who may claim, and how much it comes to."""

from dataclasses import dataclass
from pathlib import Path

from helpdesk.errors import InvalidInput, NotFound
from helpdesk.findings import Finding, judge, outcome
from helpdesk.models import ClaimKind
from helpdesk.money import yuan
from helpdesk.rules import rules
from helpdesk.standards import Standard, standard

RULES = Path(__file__).with_name("mutual_aid.yml")
HOSPITAL = frozenset({ClaimKind.hospital, ClaimKind.hospital_cancer})
LONGEST_STAY = 3660  # ten years: beyond it somebody mistyped


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What is known of a member who claims; None is not known."""

    kind: ClaimKind
    year: int
    is_verified: bool | None = None
    card_active: bool | None = None
    hospital_claims: int = 0  # of the same year, those refused not counted


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a claim comes to, in cents, by which standard, in words."""

    cents: int
    standard: Standard
    told: str


def claim_standard(year: int) -> Standard:
    """Return the newest standard known for a year.

    Raises:
        NotFound: Nothing was announced up to that year.
    """
    found = standard(rules(RULES)["standards"], year)
    if found is None:
        raise NotFound(f"no allowance is known for {year}")
    return found


def judge_claim(facts: ClaimFacts) -> Finding:
    """Judge whether a member may claim."""
    most = claim_standard(facts.year).values["claims_a_year"]
    outcomes = {
        "verified": outcome(facts.is_verified),
        "card": outcome(facts.card_active),
    }
    if facts.kind in HOSPITAL:
        outcomes["times"] = outcome(facts.hospital_claims < most)
    return judge(
        rules(RULES)["checks"], outcomes, used=facts.hospital_claims, most=most
    )


def reckon(
    kind: ClaimKind, quantity: int, *, year: int, paid_cents: int = 0
) -> Reckoned:
    """Reckon a claim: days in hospital, or children born.

    ``paid_cents`` is what the member had of the same kind in the same year; the yearly
    cap counts it.

    Raises:
        InvalidInput: A stay or a birth can not have that many days or children.
    """
    if kind in HOSPITAL:
        return _hospital(kind, quantity, claim_standard(year), paid_cents)
    return _maternity(quantity, claim_standard(year))


def _hospital(kind: ClaimKind, asked: int, found: Standard, paid: int) -> Reckoned:
    if not 1 <= asked <= LONGEST_STAY:
        raise InvalidInput("days in hospital are counted from one")
    words = rules(RULES)["told"]
    days = min(asked, found.values["days_a_claim"])
    due, cap = days * found.amount(kind), found.amount(f"{kind}_cap")
    cents = max(0, min(due, cap - paid))
    told = words["hospital"].format(
        days=days, rate=found.values[kind], yuan=yuan(cents), caveat=found.caveat
    )
    if asked > days:
        told += words["cut"].format(asked=asked, days=days)
    if cents < due:
        told += words["capped"].format(cap=yuan(cap))
    return Reckoned(cents, found, told)


def _maternity(children: int, found: Standard) -> Reckoned:
    if not 1 <= children <= rules(RULES)["most_children"]:
        raise InvalidInput("a birth has one child or a few")
    cents = children * found.amount("maternity")
    told = rules(RULES)["told"]["maternity"].format(
        children=children,
        rate=found.values["maternity"],
        yuan=yuan(cents),
        caveat=found.caveat,
    )
    return Reckoned(cents, found, told)
