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
