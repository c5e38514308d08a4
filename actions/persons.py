"""Who is proved here, and what is done in that person's name."""

from actions import words
from actions.turn import Turn
from actions.work import Work
from helpdesk.audit import Actor
from helpdesk.identity import identity
from helpdesk.members import members
from helpdesk.models import AuthorKind, Member

KEY_LIMIT = 160


async def person(work: Work) -> Member | None:
    """Return the member who is matched or proved in this conversation."""
    conversation = await work.conversation()
    key = await identity.matched_member(work.session, conversation)
    return await members.by_id(work.session, key) if key else None


def acting(member: Member) -> Actor:
    """Name the member as the one who does something."""
    return Actor(AuthorKind.member, member_id=member.id)


def request_key(turn: Turn) -> str | None:
    """Return what tells this message from every other one, if it has a number."""
    return f"{turn.thread}/{turn.message_id}"[-KEY_LIMIT:] if turn.message_id else None


async def is_for_another(work: Work) -> bool:
    """Tell whether somebody else's record is asked for, and say why it stays shut."""
    said = words.mentions(work.turn.text, words.words()["somebody_else"])
    if not (said or await _names_another(work)):
        return False
    work.say("utter_only_oneself_served")
    return True


async def _names_another(work: Work) -> bool:
    """Tell whether a worker whom we know asks about somebody else by name.

    Who is not known yet may be the one who is named: the proof will tell.
    """
    text = work.turn.text
    named = [each.text for each in work.turn.entities if each.name == "person_name"]
    asked = [name for name in named if words.mentions(text, _about(name))]
    member = await person(work) if asked else None
    return member is not None and any(name not in member.name for name in asked)


def _about(name: str) -> list[str]:
    """Return how a request sounds that is about the one with this name."""
    asked_for = words.words()["asked_for"]
    return [f"{word}{name}" for word in asked_for["before"]] + [
        f"{name}{word}" for word in asked_for["after"]
    ]
