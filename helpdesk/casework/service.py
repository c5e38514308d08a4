"""Casework: everything officers do with tickets, as one noun."""

from helpdesk.casework.changing import Changing
from helpdesk.casework.claims import Claims
from helpdesk.casework.dispatch import Dispatch
from helpdesk.casework.followups import FollowUps
from helpdesk.casework.joining import Joining
from helpdesk.casework.leading import Leading
from helpdesk.casework.opening import Opening
from helpdesk.casework.papers import Papers
from helpdesk.casework.reading import Reading
from helpdesk.casework.settling import Settling
from helpdesk.casework.splitting import Splitting
from helpdesk.casework.words import Words


class CaseworkService(
    Opening,
    Reading,
    Claims,
    Words,
    Papers,
    Dispatch,
    Changing,
    Settling,
    FollowUps,
    Leading,
    Joining,
    Splitting,
):
    """What officers do with tickets.

    Every verb takes the ticket and who does it, holds the row, asks ``verbs.yml``
    whether it may be done, and writes its event.
    """


casework = CaseworkService()
