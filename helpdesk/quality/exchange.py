"""Findings as JSON, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from helpdesk.quality.model import Area, Finding


def findings_as_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as JSON has them."""
    return [asdict(finding) for finding in findings]


def findings_from_json(told: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Return the findings that were written."""
    return tuple(Finding(**{**each, "area": Area(each["area"])}) for each in told)
