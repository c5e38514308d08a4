"""Exports: tables of tickets for spreadsheets, masked unless there is a reason."""

from helpdesk.reports.exports.asking import Form, Opened, Request
from helpdesk.reports.exports.making import writer
from helpdesk.reports.exports.service import NothingThere, TooMany, exports

__all__ = ["Form", "NothingThere", "Opened", "Request", "TooMany", "exports", "writer"]
