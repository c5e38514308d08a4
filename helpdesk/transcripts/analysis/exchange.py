"""An analysis as JSON, and back."""

from dataclasses import asdict, fields
from typing import Any

from helpdesk.transcripts.analysis.model import (
    Analysis,
    Asked,
    Fact,
    Named,
    Risk,
    RiskKind,
    Routed,
    Summary,
)

FACTS = tuple(field.name for field in fields(Summary))


def analysis_as_json(analysis: Analysis) -> dict[str, Any]:
    """Return an analysis as JSON has it."""
    return asdict(analysis)


def analysis_from_json(told: dict[str, Any]) -> Analysis:
    """Return the analysis that was written.

    >>> analysis_from_json(analysis_as_json(Analysis())) == Analysis()
    True
    """
    return Analysis(
        routed=tuple(map(_routed, told["routed"])),
        asked=tuple(_asked(each) for each in told["asked"]),
        risks=tuple(
            Risk(RiskKind(each["kind"]), each["index"], each["words"])
            for each in told["risks"]
        ),
        summary=_summary(told["summary"]),
        articles=tuple(told["articles"]),
    )


def _routed(told: dict[str, Any]) -> Routed:
    entities = tuple(Named(**named) for named in told["entities"])
    return Routed(**told | {"entities": entities})


def _asked(told: dict[str, Any]) -> Asked:
    return Asked(**told | {"segments": tuple(told["segments"])})


def _summary(told: dict[str, Any]) -> Summary:
    return Summary(**{name: tuple(Fact(**f) for f in told[name]) for name in FACTS})
