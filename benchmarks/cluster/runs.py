"""What became of faults: one run each, and the table of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.cluster import report
from benchmarks.cluster.harm import Fault
from benchmarks.cluster.judging import Verdict

BAR_SECONDS = 15.0
"""From a part's return until everybody is served again."""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one fault."""

    fault: Fault
    verdict: Verdict
    messages: int
    first_good: float | None
    last_bad: float
    outbox: float
    """Seconds until what waited at the return had left the house."""

    drained: float

    @property
    def is_good(self) -> bool:
        """Tell whether nothing was lost or doubled and everybody was served in time."""
        in_time = max(self.last_bad, self.outbox) <= BAR_SECONDS
        return self.verdict.is_good and self.first_good is not None and in_time


def told(run: Run) -> str:
    """Say in one line what became of a fault."""
    good = "never" if run.first_good is None else f"{run.first_good:.1f} s"
    wrong = ", ".join(f"{what} × {n}" for what, n in (+run.verdict.wrong).items())
    return (
        f"first good answer {good}, last bad {run.last_bad:.1f} s, "
        f"outbox {run.outbox:.1f} s; {wrong or 'nothing wrong'}"
    )


def rows(runs: Sequence[Run]) -> list[dict[str, str]]:
    """Write one row a fault: the sums of its runs, and the worst times."""
    found = {run.fault.key: run.fault for run in runs}
    return [
        _row(fault, [run for run in runs if run.fault.key == fault.key])
        for fault in found.values()
    ]


def _row(fault: Fault, runs: Sequence[Run]) -> dict[str, str]:
    total = Verdict()
    for run in runs:
        total.add(run.verdict)
    never = any(run.first_good is None for run in runs)
    first = max((run.first_good or 0.0 for run in runs), default=0.0)
    return {
        "fault": fault.name,
        "times": str(len(runs)),
        "messages": str(sum(run.messages for run in runs)),
        "sent again": str(total.notes["sent again"]),
        "told that it was kept": str(total.notes["told that it was kept"]),
        "refused to the end": str(total.notes["refused to the end"]),
        "lost or doubled": str((+total.wrong).total()),
        "first good answer": "never" if never else f"{first:.1f} s",
        "last bad answer": f"{max(run.last_bad for run in runs):.1f} s",
        "outbox caught up": f"{max(run.outbox for run in runs):.1f} s",
        "good": f"{sum(run.is_good for run in runs)} of {len(runs)}",
    }


def text(runs: Sequence[Run]) -> str:
    """Write the table, and below it everything that was wrong."""
    total: Mapping[str, Verdict] = {run.fault.name: Verdict() for run in runs}
    for run in runs:
        total[run.fault.name].add(run.verdict)
    wrong = [
        f"- {name}: {what} × {times}"
        for name, verdict in total.items()
        for what, times in (+verdict.wrong).items()
    ]
    return "\n\n".join(
        [
            "Each part fails while people talk. Times are the worst of all runs, "
            f"counted from the part's return; the bar is {BAR_SECONDS:g} s.",
            report.table(rows(runs)),
            "\n".join(wrong) or "Nothing was lost, nothing doubled.",
        ]
    )
