"""Proving who is speaking: phone, end of the ID number, one-time code."""

import re
from collections.abc import Awaitable, Callable, Mapping

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import readers, words
from actions.forms import REQUESTED, Field, Form, cleared, closed
from actions.readers import NOTHING, Reader, Values
from actions.turn import Turn
from actions.work import Events, Step, Work, explain
from helpdesk.errors import (
    CodeExpired,
    IdentityMismatch,
    Locked,
    VerificationNeeded,
    WrongCode,
)
from helpdesk.identity import identity

PURPOSE = "purpose"
SENT_TO = "code_sent_to"
LEVEL = "proof_level"  # what the purpose needs; 1 is reached without a code
MATCHED = 1
NAME = "validate_verify_identity_form"

FOUR = re.compile(r"(?<![\dXx])\d{3}[\dXx](?![\dXx])")


def _tail(turn: Turn) -> Values:
    """Find the end of the ID number, also four characters beside the phone number."""
    found, phone = READ_TAIL.spot(turn), turn.named("phone_number")
    if found or phone is None:
        return found
    beside = FOUR.findall(turn.text.replace(phone.text, ""))
    return {"id_tail": beside[0].upper()} if len(beside) == 1 else NOTHING


READ_TAIL = readers.id_tail("id_tail")
VERIFYING = Form(
    "verify_identity_form",
    (
        Field("phone", readers.mobile("phone")),
        Field("id_tail", Reader(_tail, READ_TAIL.take)),
        Field("code", readers.code("code")),
    ),
    confirms=False,
)
PERSONAL = (*VERIFYING.slots, SENT_TO)


async def is_proved(work: Work, service: str) -> bool:
    """Tell whether the worker may be served; if not, say why and what to do."""
    conversation = await work.conversation()
    try:
        await identity.require(work.session, conversation, service=service)
    except VerificationNeeded as error:
        if error.level == MATCHED:
            work.say("utter_matching_needed")
        else:
            explain(work.say, error, NAME)
        return False
    return True


def verify_first(purpose: str, service: str = "") -> Events:
    """Begin to verify, as far as the service needs, and remember what was wanted."""
    level = identity.needed.get(service)
    return [
        SlotSet(PURPOSE, purpose),
        SlotSet(LEVEL, level),
        *cleared(PERSONAL),
        FollowupAction(VERIFYING.name),
    ]


async def check_answers(work: Work) -> Events:
    """Read an answer; send the code when both facts are there, check it when it is."""
    if _wants_new_code(work):
        return await _guarded(work, _send_code, work.turn.slots)
    events = VERIFYING.validate(work.turn, work.say)
    known = {**work.turn.slots, **_slots(events)}
    if known.get("code"):
        return await _guarded(work, _confirm_code, known)
    if known.get("phone") and known.get("id_tail") and not known.get(SENT_TO):
        enough = work.turn.slots.get(LEVEL) == MATCHED
        call = _match if enough else _send_code
        return [*_without_request(events), *await _guarded(work, call, known)]
    return events


Call = Callable[[Work, Mapping[str, str]], Awaitable[Events]]


async def _guarded(work: Work, call: Call, known: Mapping[str, str]) -> Events:
    """Make one call of the helpdesk; a refusal is said and decides what is asked."""
    try:
        return await call(work, known)
    except (IdentityMismatch, Locked, WrongCode) as error:
        explain(work.say, error, NAME)
        return _after(error)
    except CodeExpired as error:
        explain(work.say, error, NAME)
        return await _guarded(work, _send_code, known)


def _after(error: IdentityMismatch | Locked | WrongCode) -> Events:
    if isinstance(error, WrongCode):
        return [SlotSet("code", None), SlotSet(REQUESTED, "code")]
    if isinstance(error, IdentityMismatch):
        return [*cleared(PERSONAL), SlotSet(REQUESTED, "phone")]
    return [*cleared((*PERSONAL, PURPOSE)), *closed()]


async def _match(work: Work, known: Mapping[str, str]) -> Events:
    await identity.match(
        work.session,
        await work.conversation(),
        phone=known["phone"],
        id_tail=known["id_tail"],
    )
    work.say("utter_identity_matched")
    return [*cleared(PERSONAL), SlotSet(REQUESTED, None)]


async def _send_code(work: Work, known: Mapping[str, str]) -> Events:
    sent = await identity.request_code(
        work.session,
        await work.conversation(),
        phone=known["phone"],
        id_tail=known["id_tail"],
    )
    return [
        SlotSet(SENT_TO, sent.masked_phone),
        SlotSet("code", None),
        SlotSet(REQUESTED, "code"),
    ]


async def _confirm_code(work: Work, known: Mapping[str, str]) -> Events:
    conversation = await work.conversation()
    await identity.confirm_code(work.session, conversation, code=known["code"])
    work.say("utter_identity_verified")
    return [*cleared(PERSONAL), SlotSet(REQUESTED, None)]


def _wants_new_code(work: Work) -> bool:
    turn = work.turn
    return (
        turn.requested == "code"
        and bool(turn.filled("phone"))
        and not turn.begins(VERIFYING.name)
        and not turn.was_answered(VERIFYING.name)
        and words.mentions(turn.text, words.words()["resend"])
    )


def _slots(events: list[EventType]) -> dict[str, str]:
    return {e["name"]: e["value"] for e in events if e["event"] == "slot"}


def _without_request(events: list[EventType]) -> Events:
    return [event for event in events if event.get("name") != REQUESTED]


ACTIONS: Mapping[str, Step] = {NAME: check_answers}
