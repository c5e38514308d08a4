"""Backups: what is in one, told by the database itself; the copying is gonghui's."""

from helpdesk.backups.manifest import FORMAT, Contents, Filed, Manifest
from helpdesk.backups.proofs import differing, proofs
from helpdesk.backups.service import backups

__all__ = [
    "FORMAT",
    "Contents",
    "Filed",
    "Manifest",
    "backups",
    "differing",
    "proofs",
]
