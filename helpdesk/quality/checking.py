"""Checking a call: every rule that is its, what it breaks, and the score.

The score begins at 100. A broken rule takes its ``points`` away for each finding, not
more than ``most`` in all (``points``, where no ``most`` is written). A rule with a
``limit`` is about what must never happen: a call that breaks it has no better score
than that. Nothing goes below 0.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from helpdesk.quality.book import Book, book
from helpdesk.quality.call import Call
from helpdesk.quality.kinds import Trace
from helpdesk.quality.model import Check, Finding, TicketFacts
from helpdesk.quality.rule import FULL, WORDS, Rule, When
from helpdesk.rules import rules
from helpdesk.transcripts.analysis.model import Analysis
from helpdesk.transcripts.model import Segment, Transcript

TEXTS = Path(__file__).with_name("texts.yml")
QUOTED = 200  # characters; a whole call may stand in one segment


def check(
    transcript: Transcript,
    analysis: Analysis,
    tickets: Sequence[TicketFacts] = (),
    *,
    rulebook: Book | None = None,
) -> Check:
    """Check a call against the rules; it reads nothing and writes nothing."""
    call = Call(transcript, analysis, tickets)
    if not call.served or not call.callers:
        return Check(None)
    findings: list[Finding] = []
    limit = FULL
    for rule in (rulebook or book()).rules:
        found = _findings(rule, call)
        findings += found
        if found and rule.limit is not None:
            limit = min(limit, rule.limit)
    left = FULL - sum(finding.points for finding in findings)
    return Check(max(0, min(limit, left)), tuple(findings))


def _findings(rule: Rule, call: Call) -> list[Finding]:
    """Return where a call breaks a rule; past ``most`` nothing more is taken."""
    left = rule.most or rule.points
    found = []
    for trace in _traces(rule, call):
        if left <= 0:
            break
        points = min(rule.points, left)
        left -= points
        found.append(_finding(rule, trace, points))
    return found


def _traces(rule: Rule, call: Call) -> Iterator[Trace]:
    serving = [party for party in rule.applies_to if call.by_party[party]]
    fits, at = _meets(rule.when, call)
    if fits:
        for party in serving[:1] if rule.kind.is_joint else serving:
            yield from rule.kind.look(call, by=party, at=at)


def _meets(when: When, call: Call) -> tuple[bool, Segment | None]:
    """Tell whether a call is one of those a rule is for, and which sentence says so."""
    at = None
    fits = (
        len(call.callers) >= when.turns
        and (not when.intents or bool(call.intents & set(when.intents)))
        and (when.has_ticket is None or when.has_ticket == bool(call.tickets))
        and call.first_risk(when.unless_risks) is None
    )
    if fits and when.risks:
        at = call.first_risk(when.risks)
        fits = at is not None
    if fits and when.caller_says:
        said = (turn.says(when.caller_says) for turn in call.callers)
        at = next((segment for segment in said if segment), None)
        fits = at is not None
    if fits and when.unless_caller_says:
        fits = not any(turn.says(when.unless_caller_says) for turn in call.callers)
    return fits, at


def _finding(rule: Rule, trace: Trace, points: int) -> Finding:
    told = rule.told.format_map({**dict.fromkeys(WORDS, ""), **trace.words})
    if trace.missing:
        first, last = (place + 1 for place in trace.missing)
        words = rules(TEXTS)["missing" if first < last else "missing_once"]
        told = words.format(told=told, first=first, last=last)
    return Finding(
        rule=rule.id,
        area=rule.area,
        index=trace.segment.index if trace.segment else None,
        quote=trace.segment.text[:QUOTED] if trace.segment else "",
        told=told,
        points=points,
    )
