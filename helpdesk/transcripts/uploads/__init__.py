"""Uploads of transcripts: sealed as they come in, worked off by the worker."""

from helpdesk.spool import Spool, Spooled
from helpdesk.transcripts.uploads.service import Standing, uploads
from helpdesk.transcripts.uploads.working import work_off

__all__ = ["Spool", "Spooled", "Standing", "uploads", "work_off"]
