"""Proving who is speaking: phone, end of the ID number, one-time code."""

import re
from collections.abc import Awaitable, Callable, Mapping

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import readers, words
from actions.forms import REQUESTED, Field, Form, cleared, closed, slots_set
from actions.readers import NOTHING, Reader, Values
from actions.turn import Turn
from actions.work import Events, Step, Work, explain
from helpdesk.errors import (
    CodeExpired,
    IdentityMismatch,
    Locked,
    Refused,
    VerificationNeeded,
    WrongCode,
)
from helpdesk.identity import Binding, CodeSent, bindings, callers, identity
from helpdesk.members import members
from helpdesk.models import ChannelKind, Conversation

PURPOSE = "purpose"
SENT_TO = "code_sent_to"
LEVEL = "proof_level"  # what the purpose needs; 1 is reached without a code
MATCHED = 1
CALLER = "caller"  # stands for the number that calls, which no slot has to hold
AS_CALLER = {"phone": CALLER}
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
        elif await _has_known_phone(work, conversation):
            work.say("utter_code_needed")
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
    if _has_other_number(work):
        return [*cleared(PERSONAL), SlotSet(REQUESTED, "phone")]
    events = VERIFYING.validate(work.turn, work.say)
    known = {**work.turn.slots, **_slots(events)}
    if await _needs_only_code(work, known):
        return [*_without_request(events), *await _guarded(work, _send_code, known)]
    if await _begins_in_call(work, known):
        events, known = [*_without_request(events), *_by_caller()], known | AS_CALLER
    return await _checked(work, events, known)


async def _checked(work: Work, events: Events, known: Mapping[str, str]) -> Events:
    """Check what is known as soon as it can be."""
    if known.get("code"):
        return await _guarded(work, _confirm_code, known)
    if known.get("phone") and known.get("id_tail") and not known.get(SENT_TO):
        enough = work.turn.slots.get(LEVEL) == MATCHED
        call = _match if enough else _send_code
        return [*_without_request(events), *await _guarded(work, call, known)]
    if known.get("phone") and not work.turn.filled("phone"):
        events.append(SlotSet(SENT_TO, None))  # it is somebody else's code that waits
    return events


async def _needs_only_code(work: Work, known: Mapping[str, str]) -> bool:
    """Tell whether a code can be sent before anything is asked."""
    if not work.turn.begins(VERIFYING.name) or known.get("phone"):
        return False
    return await _has_known_phone(work, await work.conversation())


async def _begins_in_call(work: Work, known: Mapping[str, str]) -> bool:
    """Tell whether the number that calls can stand for the phone that is asked."""
    if not work.turn.begins(VERIFYING.name) or known.get("phone"):
        return False
    return await callers.is_shown(work.session, await work.conversation())


def _by_caller() -> Events:
    """Ask for the end of the ID number alone.

    Whether the number belongs to a member is not looked at: who forges one would
    learn it from the question.
    """
    return [*slots_set(AS_CALLER), SlotSet(REQUESTED, "id_tail")]


def _has_other_number(work: Work) -> bool:
    """Tell whether somebody calls from another number than the one on record."""
    if work.turn.filled("phone") != CALLER or work.turn.begins(VERIFYING.name):
        return False
    return words.mentions(work.turn.text, words.words()["other_number"])


async def _has_known_phone(work: Work, conversation: Conversation) -> bool:
    """Tell whether the member's phone is known: WeChat vouches, or the call matched."""
    if conversation.channel is ChannelKind.hotline:
        return await callers.is_matched(work.session, conversation)
    member_id = await bindings.bound_member(work.session, conversation)
    if member_id is None:
        return False
    return bool((await members.by_id(work.session, member_id)).phone)


Call = Callable[[Work, Mapping[str, str]], Awaitable[Events]]


async def _guarded(work: Work, call: Call, known: Mapping[str, str]) -> Events:
    """Make one call of the helpdesk; a refusal is said and decides what is asked."""
    try:
        return await call(work, known)
    except (IdentityMismatch, Locked, VerificationNeeded, WrongCode) as error:
        explain(work.say, error, NAME)
        return _after(error)
    except CodeExpired as error:
        explain(work.say, error, NAME)
        return await _guarded(work, _send_code, known)


def _after(error: Refused) -> Events:
    if isinstance(error, WrongCode):
        return [SlotSet("code", None), SlotSet(REQUESTED, "code")]
    if isinstance(error, IdentityMismatch | VerificationNeeded):
        return [*cleared(PERSONAL), SlotSet(REQUESTED, "phone")]
    return [*cleared((*PERSONAL, PURPOSE)), *closed()]


async def _match(work: Work, known: Mapping[str, str]) -> Events:
    conversation, tail = await work.conversation(), known["id_tail"]
    if known["phone"] == CALLER:
        await callers.match(work.session, conversation, id_tail=tail)
    else:
        await identity.match(
            work.session, conversation, phone=known["phone"], id_tail=tail
        )
    work.say("utter_identity_matched")
    return [*cleared(PERSONAL), SlotSet(REQUESTED, None)]


async def _send_code(work: Work, known: Mapping[str, str]) -> Events:
    sent = await _sent(work, known)
    return [
        SlotSet(SENT_TO, sent.masked_phone),
        SlotSet("code", None),
        SlotSet(REQUESTED, "code"),
    ]


async def _sent(work: Work, known: Mapping[str, str]) -> CodeSent:
    """Send the code to the phone that was told or calls, else to the known one."""
    session, conversation = work.session, await work.conversation()
    phone, is_call = known.get("phone"), conversation.channel is ChannelKind.hotline
    if phone and phone != CALLER:
        return await identity.request_code(
            session, conversation, phone=phone, id_tail=known["id_tail"]
        )
    if phone == CALLER:
        await callers.match(session, conversation, id_tail=known["id_tail"])
    if is_call:
        return await callers.request_code(session, conversation)
    return await bindings.request_code(session, conversation)


async def _confirm_code(work: Work, known: Mapping[str, str]) -> Events:
    conversation = await work.conversation()
    verified = await identity.confirm_code(
        work.session, conversation, code=known["code"]
    )
    work.say("utter_identity_verified")
    if conversation.channel is ChannelKind.wechat:
        _tell_binding(work, verified.binding)
    return [*cleared(PERSONAL), SlotSet(REQUESTED, None)]


def _tell_binding(work: Work, binding: Binding) -> None:
    """Say that the account is known from now on, and which one is not any more."""
    if binding.is_new:
        work.say("utter_wechat_bound")
    for account in binding.let_go:
        work.say("utter_oldest_unbound", ending=account.ending)


def _wants_new_code(work: Work) -> bool:
    turn = work.turn
    return (
        turn.requested == "code"
        and bool(turn.filled(SENT_TO))
        and not turn.begins(VERIFYING.name)
        and not turn.was_answered(VERIFYING.name)
        and words.mentions(turn.text, words.words()["resend"])
    )


def _slots(events: list[EventType]) -> dict[str, str]:
    return {e["name"]: e["value"] for e in events if e["event"] == "slot"}


def _without_request(events: list[EventType]) -> Events:
    return [event for event in events if event.get("name") != REQUESTED]


ACTIONS: Mapping[str, Step] = {NAME: check_answers}
