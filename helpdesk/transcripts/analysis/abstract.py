"""A call in a few short sentences, for officers and tickets."""

from collections.abc import Iterator
from dataclasses import fields

from helpdesk.rules import rules
from helpdesk.transcripts.analysis.model import Analysis, Summary
from helpdesk.transcripts.analysis.written import FILE

COMMA = "、"
BREAK = "；"
SENTENCES = ("what", "promised")  # whole sentences stand apart


def abstract(analysis: Analysis) -> str:
    """Return what a call was about; a call that says nothing gives nothing."""
    book = rules(FILE)
    told = dict(_told(analysis.summary))
    kinds = dict.fromkeys(risk.kind for risk in analysis.risks)
    told["risks"] = COMMA.join(book["risks"][kind] for kind in kinds)
    return "".join(
        template.format(told[name])
        for name, template in book["abstract"].items()
        if told[name]
    )


def _told(summary: Summary) -> Iterator[tuple[str, str]]:
    for field in fields(Summary):
        mark = BREAK if field.name in SENTENCES else COMMA
        facts = getattr(summary, field.name)
        yield field.name, mark.join(fact.text for fact in facts)
