"""Which fields an article has: in files, in versions, and under an editor's hand."""

NEEDED = (
    "title",
    "asks",
    "chat",
    "spoken",
    "source",
    "year",
    "confidence",
    "evidence",
    "reviewer",
    "reviewed_on",
)
OPTIONAL = ("valid_from", "valid_to")
FIELDS = (*NEEDED, *OPTIONAL)
DAYS = ("reviewed_on", *OPTIONAL)
REVIEW = ("reviewer", "reviewed_on")
"""Set when another editor has read it over."""

WRITTEN = tuple(name for name in FIELDS if name not in REVIEW)
"""What an editor writes."""
