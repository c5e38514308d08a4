"""Handing over to a person: the queue while somebody is there, else a call back."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from rasa_sdk.events import FollowupAction, SlotSet

from actions import words
from actions.fields import PHONE_IF_WANTED
from actions.forms import MATTER, Form, answers, closed, finished
from actions.tickets import open_ticket, tell_number
from actions.work import Events, Step, Work
from helpdesk import clock
from helpdesk.clock import SHENZHEN
from helpdesk.conversations import Command, command, desk, floor
from helpdesk.models import Floor

CALLING_BACK = Form(
    "call_back_form",
    (PHONE_IF_WANTED,),
    started_by=frozenset({"request_human"}),
    confirms=False,
)


async def queue_officer(work: Work) -> Events:
    """Put the worker into the queue; when nobody is there, say when and call back."""
    conversation = await work.conversation()
    now = desk()
    if now.is_open and conversation.floor is Floor.queued:
        _tell_place(work, await floor.place(work.session, conversation))
        return []
    if now.is_open:
        place = await floor.queue(work.session, conversation, reason=work.turn.text)
        work.say("utter_officer_queued")
        _tell_place(work, place)
    else:
        work.say("utter_officers_away", until=moment(now.changes_at))
    return [SlotSet(MATTER, work.turn.text), FollowupAction(CALLING_BACK.name)]


async def open_call_back(work: Work) -> Events:
    """Open a ticket to call back; who waits here and gave no number needs none."""
    phone = answers(CALLING_BACK, work.turn).get("contact_phone")
    conversation = await work.conversation()
    if phone is None and conversation.floor is not Floor.bot:
        work.say("utter_waiting_told")
        return finished(CALLING_BACK, work.turn, work.say)
    ticket = await open_ticket(
        work,
        "request_human",
        subject=work.turn.filled(MATTER),
        details={},
        contact_phone=phone,
    )
    tell_number(work, ticket)
    return finished(CALLING_BACK, work.turn, work.say)


async def left_queue(work: Work) -> Events | None:
    """Leave the queue when that is what the message means; nothing when it is not.

    “算了” in the middle of a form stops the form; “不等了” leaves the queue.
    """
    is_meant = command(work.turn.text) is Command.leave
    is_free = work.turn.active_form in (None, CALLING_BACK.name)
    if not is_meant and not is_free:
        return None
    if not await floor.leave(work.session, await work.conversation()):
        return None
    work.say("utter_queue_left")
    return closed() if work.turn.active_form == CALLING_BACK.name else []


def moment(at: datetime) -> str:
    """Write when the desk opens: today, tomorrow, or the day, with the hour."""
    shown, day = words.words()["shown"], at.astimezone(SHENZHEN).date()
    ahead = day - clock.today()
    near: list[str] = shown["near_days"]
    named = near[ahead.days] if ahead < timedelta(len(near)) else words.day(day)
    return named + words.hour(at).removesuffix(str(shown["full_hour"]))


def _tell_place(work: Work, place: int | None) -> None:
    if place is not None and place > 1:
        work.say("utter_place_told", ahead=place - 1)
    else:
        work.say("utter_place_is_next")


ACTIONS: Mapping[str, Step] = {
    "action_queue_officer": queue_officer,
    "action_open_call_back": open_call_back,
}
FORMS = (CALLING_BACK,)
