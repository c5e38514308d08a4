"""What can go wrong, as a tree; each edge maps it once.

* HelpdeskError
  x NotFound
  x Conflict
    + TransitionNotAllowed
    + Claimed               (somebody else works on it)
    + AlreadyMember
    + DetailsDisagree
    + NotEntitled
    + NumbersSpared         (an import goes on tomorrow)
    + OwnRights
    + LastAdministrator
    + SignOnTaken
    + KeyReused
    + Stale
    + SchemaBusy            (others hold what a migration needs; tried again)
  x Refused                 (the unit of work commits: a wrong try stays counted)
    + Locked
    + WrongCode
    + CodeExpired
    + IdentityMismatch
    + VerificationNeeded
    + WrongPassword
  x NotPermitted            (somebody else may)
  x TooOften
  x InvalidInput
    + UnreadableFile
    + WeakPassword
  x ConfigurationError
  x BackupFault
  x DeliveryFailed
  x FetchFailed             (tried again)
    + Gone
    + TooLarge
"""

import math
from datetime import datetime


class HelpdeskError(Exception):
    """Base class of everything the helpdesk raises."""


class NotFound(HelpdeskError):
    """There is no such record."""


class Conflict(HelpdeskError):
    """The record is not in a state that allows this."""


class TransitionNotAllowed(Conflict):
    """The transition table has no such step."""


class Claimed(Conflict):
    """Another officer works on it until then, or until they let it go."""

    def __init__(self, officer_id: int, until: datetime) -> None:
        super().__init__(f"claimed by officer {officer_id} until {until.isoformat()}")
        self.officer_id = officer_id
        self.until = until


class NotEntitled(Conflict):
    """The rules say no for now; ``why`` tells it in Chinese, fit to be shown."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NumbersSpared(Conflict):
    """The day's last ticket numbers are left to people who call today."""


class OwnRights(Conflict):
    """Nobody changes what they themselves may do, nor closes the own account."""


class LastAdministrator(Conflict):
    """Without this account nobody could look after accounts any more."""


class SignOnTaken(Conflict):
    """Another account is bound to who this is at the existing sign-on."""


class KeyReused(Conflict):
    """The key of a request was sent with another request before."""


class Stale(Conflict):
    """The record was changed since it was looked at."""


class SchemaBusy(Conflict):
    """Others held a table, or migrated themselves, for too long."""


class AlreadyMember(Conflict):
    """Who wants to join has joined already."""


class DetailsDisagree(Conflict):
    """Name, phone and ID number do not belong to one person on record.

    Which of them disagrees is not told: it would tell strangers about each other.
    """


class Refused(HelpdeskError):
    """The request was understood, counted and turned down."""


class Locked(Refused):
    """Too many wrong tries; nothing is checked before ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked until {until.isoformat()}")
        self.until = until


class WrongCode(Refused):
    """The one-time code is wrong; ``left`` tries remain."""

    def __init__(self, left: int) -> None:
        super().__init__(f"wrong code, {left} tries left")
        self.left = left


class CodeExpired(Refused):
    """There is no live one-time code; a new one must be asked for."""


class IdentityMismatch(Refused):
    """Phone and ID number do not belong together; ``left`` tries remain."""

    def __init__(self, left: int) -> None:
        super().__init__(f"phone and ID number do not match, {left} tries left")
        self.left = left


class VerificationNeeded(Refused):
    """The service needs a higher identity level than the conversation has."""

    def __init__(self, level: int) -> None:
        super().__init__(f"identity level {level} needed")
        self.level = level


class WrongPassword(Refused):
    """Unknown login or wrong password; which of the two is not told."""


class NotPermitted(HelpdeskError):
    """Who asks may not do this; somebody else may."""


class TooOften(HelpdeskError):
    """Somebody asks faster than a person can; ``seconds`` until the next."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"next one in {seconds:.1f} s")
        self.seconds = math.ceil(seconds)


class InvalidInput(HelpdeskError):
    """A value can not be what it is said to be."""


class UnreadableFile(InvalidInput):
    """A whole file can not be taken in; ``why`` and ``remedy`` tell it in Chinese."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(f"{why}。{remedy}。")
        self.why = why
        self.remedy = remedy


class WeakPassword(InvalidInput):
    """A password that others would try; ``rule`` names what it breaks."""

    def __init__(self, rule: str, told: str) -> None:
        super().__init__(told)
        self.rule = rule


class ConfigurationError(HelpdeskError):
    """The settings contradict one another or something is missing."""


class BackupFault(HelpdeskError):
    """A backup could not be made, or can not be used; nothing was half done."""


class DeliveryFailed(HelpdeskError):
    """A provider did not take a message; it is tried again later."""


class FetchFailed(HelpdeskError):
    """A provider did not hand over what was sent; it is tried again later."""


class Gone(FetchFailed):
    """The provider has it no more; it is not tried again."""


class TooLarge(FetchFailed):
    """It is larger than what is kept; it is not tried again."""
