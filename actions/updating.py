"""Changing what is on record: by oneself where that is allowed, else by the union."""

from collections.abc import Mapping

from rasa_sdk.events import FollowupAction, SlotSet

from actions import knowledge, readers, words
from actions.forms import (
    CONFIRMED,
    MATTER,
    Field,
    Form,
    cleared,
    finished,
)
from actions.identity import is_proved, verify_first
from actions.persons import acting, is_for_another, person
from actions.readers import NOTHING, Reader, Values
from actions.starting import asks_how, explain_and_offer, rests, starts, told
from actions.turn import Turn
from actions.work import Events, Step, Work, explain
from helpdesk.errors import CodeExpired, DetailsDisagree, InvalidInput, WrongCode
from helpdesk.identity import phones
from helpdesk.members import Detail, details
from helpdesk.members.details import Permission, may_change
from helpdesk.models import AuthorKind, Member

BEGIN, CHOOSE = "action_begin_update", "action_choose_detail"
DETAIL, VALUE, CODE = "detail", "new_value", "phone_code"
QUESTION = "detail_question"
CHOICES = {Detail.employment: "employment_kind", Detail.residence: "residence_kind"}


def _wanted(turn: Turn) -> Detail | None:
    """Return the detail that was named, if it is one that is on record."""
    named = words.code(turn.filled(DETAIL))
    return Detail(named) if named in set(Detail) else None


def _spot_value(turn: Turn) -> Values:
    reader = {
        Detail.phone: readers.mobile(VALUE),
        Detail.place: _place,
    }.get(_wanted(turn) or Detail.name)
    return reader.spot(turn) if reader else NOTHING


def _take_value(turn: Turn) -> Values:
    detail = _wanted(turn)
    if detail in CHOICES:
        chosen = words.one_of(turn.text, CHOICES[detail])
        return {VALUE: chosen} if chosen else NOTHING
    if detail is Detail.phone:
        return readers.mobile(VALUE).take(turn)
    return readers.words_of(VALUE, readers.LONGEST_LINE).take(turn)


def _spot_place(turn: Turn) -> Values:
    found = readers.area(VALUE).spot(turn)
    return {VALUE: found[VALUE]} if found else NOTHING


_place = Reader(_spot_place, readers.words_of(VALUE).take)

CHOOSING = Form(
    "choose_detail_form",
    (Field(DETAIL, readers.choice(DETAIL)),),
    started_by=frozenset({"update_member_info"}),
    confirms=False,
)
CHANGING = Form("change_detail_form", (Field(VALUE, Reader(_spot_value, _take_value)),))


def _code_or_resend(turn: Turn) -> Values:
    """Read the code; “没收到” asks for another one."""
    if words.mentions(turn.text, words.words()["resend"]):
        return {CODE: turn.text}
    return readers.code(CODE).take(turn)


PROVING = Form(
    "prove_phone_form",
    (Field(CODE, Reader(readers.nothing, _code_or_resend)),),
    confirms=False,
)
PERSONAL = (DETAIL, QUESTION, VALUE, CODE)


async def begin(work: Work) -> Events:
    """Tell how details are changed, or ask which one."""
    turn = work.turn
    facts = {**told(turn, CHOOSING), **dict.fromkeys(PERSONAL)}
    facts[DETAIL] = words.one_of(turn.text, DETAIL)
    if await is_for_another(work):
        return rests(work, [])
    if asks_how(turn):
        return await explain_and_offer(work, CHOOSING.name, facts)
    phone = turn.named("phone_number")
    if facts[DETAIL] == may_change(Detail.phone, AuthorKind.member).name and phone:
        facts[VALUE] = phone.value
    return starts(CHOOSING, facts)


async def choose(work: Work) -> Events:
    """Send each detail its way: changed here, by the union, or by a transfer."""
    turn, detail = work.turn, _wanted(work.turn)
    if not turn.filled(DETAIL):
        return finished(CHOOSING, turn, work.say)
    if detail is Detail.employer:
        work.say("utter_employer_change_explained")
        return [*cleared(PERSONAL), FollowupAction("action_begin_transfer")]
    allowed = may_change(detail, AuthorKind.member) if detail else None
    if allowed is None or not allowed.allowed:
        return _by_union(work, allowed)
    if detail is Detail.phone and _is_gone(turn):
        work.say("utter_old_phone_gone")
        return _offer_ticket(work)
    if not await is_proved(work, "update_member_info"):
        return verify_first(CHOOSE, "update_member_info")
    return starts(CHANGING, {QUESTION: allowed.ask})


def _by_union(work: Work, permission: Permission | None) -> Events:
    """Say why a union changes this with papers, and offer to pass it on."""
    if permission:
        work.say("utter_detail_needs_papers", why=permission.why)
    else:
        work.say("utter_employer_renamed_explained")
    return _offer_ticket(work)


def _offer_ticket(work: Work) -> Events:
    work.say("utter_ticket_offered")
    kept = work.turn.filled(MATTER) or work.turn.filled(DETAIL)
    offer = knowledge.offered(work.turn, "update_member_info")
    return [*cleared(PERSONAL), *offer, SlotSet(MATTER, kept)]


def _is_gone(turn: Turn) -> bool:
    return words.mentions(turn.filled(MATTER), words.words()["phone_gone"])


async def change(work: Work) -> Events:
    """Change the detail; a new phone is sent a code first."""
    turn, detail = work.turn, _wanted(work.turn)
    if not turn.slots.get(CONFIRMED) or detail is None:
        return _done(work)
    if not await is_proved(work, "update_member_info"):
        return verify_first(CHOOSE, "update_member_info")
    if detail is Detail.phone:
        return await _send_code(work)
    member = await person(work)
    return await _write(work, member, detail) if member else _done(work)


async def prove(work: Work) -> Events:
    """Check the code that went to the new phone, then put the phone on record."""
    if not await is_proved(work, "update_member_info"):
        return verify_first(CHOOSE, "update_member_info")
    member, code = await person(work), work.turn.filled(CODE)
    if member is None or not code:
        return _done(work)
    if not code.isdigit():
        return await _send_code(work)
    try:
        await phones.confirm(
            work.session,
            await work.conversation(),
            phone=work.turn.filled(VALUE),
            code=code,
        )
    except WrongCode as error:
        explain(work.say, error, "action_prove_phone")
        return starts(PROVING, {CODE: None})
    except CodeExpired as error:
        explain(work.say, error, "action_prove_phone")
        return await _send_code(work)
    return await _write(work, member, Detail.phone)


async def _send_code(work: Work) -> Events:
    sent = await phones.request_code(
        work.session, await work.conversation(), phone=work.turn.filled(VALUE)
    )
    work.say("utter_new_phone_code_sent", phone=sent.masked_phone)
    return starts(PROVING, {CODE: None})


async def _write(work: Work, member: Member, detail: Detail) -> Events:
    said = work.turn.filled(VALUE)
    value = words.code(said) if detail in CHOICES else said
    try:
        await details.change(work.session, member.id, detail, value, by=acting(member))
    except DetailsDisagree:
        work.say("utter_phone_taken")
        return _done(work)
    except InvalidInput:
        work.say("utter_new_value_unclear")
        return starts(CHANGING, {VALUE: None})
    work.say("utter_detail_changed", detail=work.turn.filled(DETAIL))
    return _done(work)


def _done(work: Work) -> Events:
    return [*finished(CHANGING, work.turn, work.say), *cleared(PERSONAL)]


ACTIONS: Mapping[str, Step] = {
    BEGIN: begin,
    CHOOSE: choose,
    "action_change_detail": change,
    "action_prove_phone": prove,
}
PURPOSES: Mapping[str, Step] = {CHOOSE: choose}
FORMS = (CHOOSING, CHANGING, PROVING)
