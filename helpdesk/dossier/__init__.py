"""Dossiers: all that an officer needs beside a ticket to finish it."""

from helpdesk.dossier.allowed import allowed
from helpdesk.dossier.person import Person
from helpdesk.dossier.service import Dossier, dossier
from helpdesk.dossier.talk import Spoken, Talk, Voice

__all__ = [
    "Dossier",
    "Person",
    "Spoken",
    "Talk",
    "Voice",
    "allowed",
    "dossier",
]
