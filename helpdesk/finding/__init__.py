"""Finding: employers, unions, streets and sites by what people write or say."""

from helpdesk.finding.found import Certainty, Entry, Found, Match
from helpdesk.finding.index import NameIndex
from helpdesk.finding.places import (
    Area,
    PlaceFound,
    find_place,
    find_spot,
    is_district,
)
from helpdesk.finding.scoring import likely
from helpdesk.finding.service import FindingService, finding

__all__ = [
    "Area",
    "Certainty",
    "Entry",
    "FindingService",
    "Found",
    "Match",
    "NameIndex",
    "PlaceFound",
    "find_place",
    "find_spot",
    "finding",
    "is_district",
    "likely",
]
