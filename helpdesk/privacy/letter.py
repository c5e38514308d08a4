"""What a person is told after a deletion: what is gone, what stays, and why."""

from collections.abc import Iterator

from helpdesk.privacy.deletion import Deletion
from helpdesk.privacy.holdings import holdings


def letter(done: Deletion) -> str:
    """Write the answer to a request for deletion."""
    notes = holdings().notes
    if not done.lines:
        return notes.nothing
    return "\n".join([notes.deletion, *_lines(done), *notes.deletion_left_out])


def _lines(done: Deletion) -> Iterator[str]:
    notes = holdings().notes
    for line in done.lines:
        if line.deleted:
            yield notes.deleted_line.format(label=line.label, count=line.deleted)
        if line.cleared:
            yield notes.cleared_line.format(label=line.label, count=line.cleared)
        if line.kept:
            yield notes.kept_line.format(
                label=line.label, count=line.kept, because=line.because
            )
        if line.source:
            yield notes.kept_source.format(source=line.source)
