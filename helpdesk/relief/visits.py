"""Who is probably visited with cooling goods (送清凉)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from helpdesk.errors import InvalidInput
from helpdesk.findings import Finding, judge, outcome
from helpdesk.rules import rules

RULES = Path(__file__).with_name("visits.yml")


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What is known of a workplace; None is not known."""

    on: date
    headcount: int | None = None
    in_shenzhen: bool | None = None
    is_hot: bool | None = None  # 露天或高温岗位


def judge_visit(facts: VisitFacts) -> Finding:
    """Judge a wish; a union decides, so one person alone is told and not refused."""
    book, people = rules(RULES), facts.headcount
    if people is not None:
        read_headcount(people)
    outcomes = {
        "here": outcome(facts.in_shenzhen),
        "hot": outcome(facts.is_hot),
        "group": outcome(None if people is None else people > 1),
        "season": outcome(facts.on.month in book["season"]),
    }
    return judge(book["checks"], outcomes, headcount=people)


def read_headcount(people: int) -> int:
    """Check how many work at a place."""
    if not 1 <= people <= rules(RULES)["most_people"]:
        raise InvalidInput("a workplace has one worker or more")
    return people
