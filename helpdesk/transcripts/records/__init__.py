"""Calls on record: taken in once, with a ticket for each request, and read again."""

from helpdesk.transcripts.records.kept import Kept
from helpdesk.transcripts.records.live import keep_calls
from helpdesk.transcripts.records.opened import CallLine, OpenedCall, RequestOnRecord
from helpdesk.transcripts.records.repository import Cursor, Filter
from helpdesk.transcripts.records.service import archive
from helpdesk.transcripts.records.taking import take_in

__all__ = [
    "CallLine",
    "Cursor",
    "Filter",
    "Kept",
    "OpenedCall",
    "RequestOnRecord",
    "archive",
    "keep_calls",
    "take_in",
]
