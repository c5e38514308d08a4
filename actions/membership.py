"""Membership: what is on record, joining the union, and where its house is."""

from collections.abc import Mapping

from actions import readers, words
from actions.forms import Field, Form, Takes, cleared, finished
from actions.identity import PURPOSE, is_proved, verify_first
from actions.tickets import opens
from actions.work import Events, Step, Work
from helpdesk.identity import identity
from helpdesk.members import MemberProfile, members
from helpdesk.organisations import organisations

JOINING = Form(
    "join_union_form",
    (
        Field(
            "contact_name",
            readers.entity("contact_name", "person_name", readers.LONGEST_NAME),
            Takes.words,
        ),
        Field(
            "employer",
            readers.entity("employer", "employer"),
            Takes.words,
            optional=True,
        ),
        Field("area", readers.area(), Takes.words),
        Field("contact_phone", readers.contact_phone("contact_phone")),
    ),
    started_by=frozenset({"join_union"}),
)
UNION_FINDING = Form(
    "find_union_form",
    (Field("area", readers.area_or_employer(), Takes.words),),
    started_by=frozenset({"find_union"}),
    confirms=False,
)


async def check_membership(work: Work) -> Events:
    """Tell a verified worker what the union has on record."""
    if not await is_proved(work, "check_membership"):
        return verify_first("action_check_membership")
    member = await identity.member_of(work.session, await work.conversation())
    if member is None:
        return verify_first("action_check_membership")
    profile = await members.profile(work.session, member.id)
    work.say(f"utter_membership_{profile.status}", **_facts(profile))
    work.say(f"utter_real_name_{profile.real_name_status}")
    work.say(f"utter_card_{profile.card_status}")
    return cleared((PURPOSE,))


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
            phone=union.phone,
        )
    return [*finished(UNION_FINDING, turn, work.say), *cleared(("employer",))]


ACTIONS: Mapping[str, Step] = {
    "action_check_membership": check_membership,
    "action_find_union": find_union,
    "action_open_joining": opens(JOINING, "join_union"),
}
PURPOSES: Mapping[str, Step] = {"action_check_membership": check_membership}
FORMS = (JOINING, UNION_FINDING)
