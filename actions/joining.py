"""Joining the union: taken down for the union that covers the worker."""

from collections.abc import Mapping

from actions import words
from actions.fields import AREA, EMPLOYER_IF_ANY, NAME, PHONE
from actions.forms import (
    CONFIRMED,
    MATTER,
    Form,
    answers,
    finished,
)
from actions.persons import acting, request_key
from actions.starting import asks_how, explain_and_offer, rests, starts, told
from actions.tickets import open_ticket, tell_number
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.errors import NotFound
from helpdesk.identity import identity
from helpdesk.members.applications import applications
from helpdesk.members.registration import Person
from helpdesk.models import EmploymentKind, Member, MemberStatus
from helpdesk.organisations import Worksite, placements
from helpdesk.privacy import mask_name, mask_phone
from language.speak import by_digit

BEGIN = "action_begin_joining"
IN_UNION = frozenset({MemberStatus.active, MemberStatus.transferring})

JOINING = Form(
    "join_union_form",
    (
        NAME,
        EMPLOYER_IF_ANY,
        AREA,
        PHONE,
    ),
    started_by=frozenset({"join_union"}),
)


async def begin(work: Work) -> Events:
    """Tell how to join, or begin; who has joined or applied already is told so."""
    turn = work.turn
    member = await identity.member_of(work.session, await work.conversation())
    if member and await _is_settled(work, member):
        return rests(work, [])
    facts = told(turn, JOINING) | _on_record(member)
    if asks_how(turn):
        return await explain_and_offer(work, BEGIN, facts, "utter_joining_offered")
    return starts(JOINING, facts)


async def submit(work: Work) -> Events:
    """Apply in a proved worker's name, else hand the wish to the union by ticket."""
    turn = work.turn
    if turn.slots.get(CONFIRMED):
        member = await identity.member_of(work.session, await work.conversation())
        site = worksite(turn, JOINING)
        if member:
            await _apply(work, member, site)
        await _open_ticket(work, member)
        await tell_union(work, site)
    return finished(JOINING, turn, work.say)


def worksite(turn: Turn, form: Form) -> Worksite:
    """Return where and how somebody works, as told in a form."""
    employer = answers(form, turn).get("employer")
    said = f"{turn.filled(MATTER)} {employer or ''}"
    kind = words.one_of(said, "employment_kind")
    return Worksite(
        employment=EmploymentKind(words.code(kind)) if kind else EmploymentKind.regular,
        employer=employer,
        district=turn.slots.get("district"),
        place=turn.slots.get("place"),
    )


async def tell_union(work: Work, site: Worksite) -> None:
    """Name the union that takes a worker in, and why it is this one."""
    try:
        found = await placements.find(work.session, site)
    except NotFound:
        return
    phone = found.primary.phone
    work.say(
        "utter_union_assigned",
        name=found.primary.name,
        phone=by_digit(phone) if work.turn.spoken else phone,
        why=found.reason,
    )


async def _is_settled(work: Work, member: Member) -> bool:
    """Tell a worker who need not join what is on record instead."""
    if member.status in IN_UNION:
        work.say("utter_joined_already")
        return True
    if member.status is not MemberStatus.applied:
        return False
    application = await applications.latest_of(work.session, member.id)
    if application is None:
        return False
    progress = await applications.progress(work.session, application)
    work.say("utter_application_told", progress=progress)
    return True


def _on_record(member: Member | None) -> dict[str, object]:
    """Return, masked, what a proved worker is not asked again."""
    if member is None:
        return {}
    phone = {"contact_phone": mask_phone(member.phone)} if member.phone else {}
    return {"contact_name": mask_name(member.name), **phone}


async def _apply(work: Work, member: Member, site: Worksite) -> None:
    person = Person(member.name, member.phone or "", member.id_number, site)
    application = await applications.submit(
        work.session, person, by=acting(member), request_key=request_key(work.turn)
    )
    progress = await applications.progress(work.session, application)
    work.say("utter_application_told", progress=progress)


async def _open_ticket(work: Work, member: Member | None) -> None:
    details = answers(JOINING, work.turn)
    phone = details.pop("contact_phone")
    if member and phone == mask_phone(member.phone or ""):
        phone = member.phone or ""
    ticket = await open_ticket(
        work,
        "join_union",
        subject=work.turn.filled(MATTER),
        details=details,
        contact_phone=phone or None,
    )
    tell_number(work, ticket)


ACTIONS: Mapping[str, Step] = {BEGIN: begin, "action_open_joining": submit}
FORMS = (JOINING,)
