"""Compares what callers were told with what is on record; nothing here asks anybody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.cluster.ledger import Entry
from helpdesk.tickets import UNREAD


@dataclass(frozen=True, slots=True)
class Recorded:
    """One message as it is on record."""

    message_id: str
    conversation: str
    answer: str | None
    degraded: bool = False
    parts: tuple[str, ...] = ()
    """The answer as WeChat shows it; nothing while there is none."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One ticket as it is on record."""

    number: str
    conversation: str
    message_id: str | None
    category: str


@dataclass(frozen=True, slots=True)
class Records:
    """What the database holds of a run."""

    messages: Sequence[Recorded]
    tickets: Sequence[Opened]


@dataclass(slots=True)
class Verdict:
    """What must not be, counted; and what may be, but is worth telling."""

    wrong: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def is_good(self) -> bool:
        """Tell whether nothing was lost and nothing doubled."""
        return not +self.wrong

    def add(self, other: Verdict) -> None:
        """Take another one in."""
        self.wrong.update(other.wrong)
        self.notes.update(other.notes)


def judge(entries: Iterable[Entry], records: Records) -> Verdict:
    """Check every message and every ticket of a run."""
    verdict = Verdict()
    by_id: dict[str, list[Recorded]] = defaultdict(list)
    for message in records.messages:
        by_id[message.message_id].append(message)
    known = {ticket.number for ticket in records.tickets}
    for entry in entries:
        _judge_message(verdict, entry, by_id.get(entry.message_id, []), known)
    _judge_tickets(verdict, records.tickets)
    return verdict


def _judge_message(
    verdict: Verdict, entry: Entry, copies: Sequence[Recorded], known: set[str]
) -> None:
    """Check one message: on record once, answered, and what was told is true."""
    wrong, notes = verdict.wrong, verdict.notes
    wrong["on record twice"] += len(copies) > 1
    wrong["on record without an answer"] += any(one.answer is None for one in copies)
    notes["told that it was kept"] += any(one.degraded for one in copies)
    notes["sent again"] += entry.tries > 1
    if not entry.is_accepted:
        notes["refused to the end"] += 1
        return
    wrong["accepted and lost"] += not copies
    wrong["told nothing"] += not entry.answer.strip()
    answers = {one.answer for one in copies if one.answer is not None}
    wrong["told another answer than on record"] += (
        bool(answers) and entry.answer not in answers
    )
    wrong["told the number of no ticket"] += any(n not in known for n in entry.numbers)


def _judge_tickets(verdict: Verdict, tickets: Sequence[Opened]) -> None:
    """Check that no matter became two tickets.

    A caller tells of one matter of a kind in a conversation, so two tickets of one
    category there are one too many. One message may tell of two matters, but what was
    kept because nobody had understood it is no matter of its own beside them.
    """
    matters = Counter((one.conversation, one.category) for one in tickets)
    verdict.wrong["ticket doubled"] += sum(times - 1 for times in matters.values())
    openers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in tickets:
        if one.message_id:
            openers[one.conversation, one.message_id].add(one.category)
    verdict.wrong["kept as a ticket, and done as well"] += sum(
        UNREAD in opened and len(opened) > 1 for opened in openers.values()
    )
    verdict.notes["tickets"] += len(tickets)


def recovery(entries: Iterable[Entry], *, back: float) -> tuple[float, float] | None:
    """Return the seconds from a part's return to the first good and last bad answer.

    Only what was sent after the return counts; nothing when no good answer came.
    """
    later = [entry for entry in entries if entry.at >= back]
    good = [entry.until - back for entry in later if entry.fault is None]
    if not good:
        return None
    bad = [entry.until - back for entry in later if entry.fault is not None]
    return min(good), max(bad, default=0.0)
