"""Membership: what is on record, and which union covers a worker.

What members have done to their record stands in modules of its own.
"""

from collections.abc import Mapping

from actions import (
    binding,
    cards,
    founding,
    joining,
    leaving,
    readers,
    transferring,
    updating,
    words,
)
from actions.forms import Field, Form, Takes, cleared, finished
from actions.identity import PURPOSE, is_proved, verify_first
from actions.persons import is_for_another, person
from actions.starting import rests
from actions.work import Events, Step, Work
from helpdesk.members import MemberProfile, members
from helpdesk.members.applications import applications
from helpdesk.members.transfers import transfers
from helpdesk.models import Member, MemberStatus
from helpdesk.organisations import organisations
from language.speak import by_digit

APPLICANTS = frozenset({MemberStatus.applied, MemberStatus.registered})
TASKS = (joining, transferring, updating, leaving, cards, founding, binding)

UNION_FINDING = Form(
    "find_union_form",
    (Field("area", readers.area_or_employer(), Takes.words),),
    started_by=frozenset({"find_union"}),
    confirms=False,
)


async def check_membership(work: Work) -> Events:
    """Tell a verified worker what the union has on record."""
    if await is_for_another(work):
        return rests(work, cleared((PURPOSE,)))
    if not await is_proved(work, "check_membership"):
        return verify_first("action_check_membership", "check_membership")
    member = await person(work)
    if member is None:
        return verify_first("action_check_membership", "check_membership")
    profile = await members.profile(work.session, member.id)
    work.say(f"utter_membership_{profile.status}", **_facts(profile))
    await _tell_progress(work, member)
    work.say(f"utter_real_name_{profile.real_name_status}")
    work.say(f"utter_card_{profile.card_status}")
    return cleared((PURPOSE,))


async def _tell_progress(work: Work, member: Member) -> None:
    """Tell where an application or a transfer is, and what comes next."""
    if member.status is MemberStatus.transferring:
        transfer = await transfers.latest_of(work.session, member.id)
        if transfer is not None:
            found = await transfers.progress(work.session, transfer)
            work.say("utter_transfer_told", progress=found)
    if member.status in APPLICANTS:
        application = await applications.latest_of(work.session, member.id)
        if application is not None:
            found = await applications.progress(work.session, application)
            work.say("utter_application_told", progress=found)


def _facts(profile: MemberProfile) -> dict[str, object]:
    unknown = words.unknown()
    joined_on = profile.joined_on
    return {
        "name": profile.masked_name,
        "number": profile.member_number or unknown,
        "organisation": profile.organisation or unknown,
        "joined_on": words.deadline(joined_on) if joined_on else unknown,
    }


async def find_union(work: Work) -> Events:
    """Name the unions that cover a worker."""
    turn = work.turn
    found = await organisations.covering(
        work.session,
        employer=turn.slots.get("employer"),
        district=turn.slots.get("district"),
        place=turn.slots.get("place"),
    )
    work.say("utter_union_found" if found else "utter_union_missed")
    for union in found[: 1 if turn.spoken else None]:
        work.say(
            "utter_union_told",
            name=union.name,
            address=union.address,
            phone=by_digit(union.phone) if turn.spoken else union.phone,
        )
    return [*finished(UNION_FINDING, turn, work.say), *cleared(("employer",))]


ACTIONS: Mapping[str, Step] = {
    "action_check_membership": check_membership,
    "action_find_union": find_union,
    **{name: step for task in TASKS for name, step in task.ACTIONS.items()},
}
PURPOSES: Mapping[str, Step] = {
    "action_check_membership": check_membership,
    **transferring.PURPOSES,
    **updating.PURPOSES,
    **leaving.PURPOSES,
    **cards.PURPOSES,
    **binding.PURPOSES,
}
FORMS = (UNION_FINDING, *(form for task in TASKS for form in task.FORMS))
