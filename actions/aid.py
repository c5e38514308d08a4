"""Legal aid: whether a worker may have it, and the application itself."""

from collections.abc import Callable, Mapping

from actions import words
from actions.cases import open_case, tell_documents
from actions.disputes import picked
from actions.fields import EMPLOYER, PHONE
from actions.forms import CONFIRMED, Field, Form, Slots, finished
from actions.tickets import open_from_form
from actions.work import Events, Step, Work
from helpdesk.findings import Finding, Outcome
from helpdesk.legal_aid import Aid, AidFacts, is_exempt, judge_aid, legal_cases
from helpdesk.models import DisputeKind, LegalCaseStatus

MATTER = "aid_matter"
MIGRANT = "migrant"
HARDSHIP = "hardship"
HARM = "harm_proved"
# In the order of the groups in words.yml.
KINDS = (
    DisputeKind.unpaid_wages,
    DisputeKind.overtime,
    DisputeKind.injury,
    DisputeKind.dismissal,
    DisputeKind.contract,
    DisputeKind.social_insurance,
    DisputeKind.female_worker,
    DisputeKind.resignation,
    DisputeKind.other,
)


def _kind(slots: Slots) -> DisputeKind | None:
    kinds = dict(zip(words.words()[MATTER], KINDS, strict=True))
    return kinds.get(str(slots.get(MATTER)))


def _known(slots: Slots, slot: str) -> bool | None:
    """Turn a picked group into a fact: the first is yes, the second no."""
    yes, no, *_ = words.words()[slot]
    return {yes: True, no: False}.get(str(slots.get(slot)))


def facts_of(slots: Slots) -> AidFacts:
    """Collect what decides about aid."""
    return AidFacts(
        dispute=_kind(slots),
        is_migrant=_known(slots, MIGRANT),
        is_poor=_known(slots, HARDSHIP),
        harm_proved=_known(slots, HARM),
    )


def _may_be_exempt(slots: Slots) -> bool:
    """Ask for the origin only where it decides: wages and injuries."""
    facts = AidFacts(dispute=_kind(slots), is_migrant=True)
    return bool(is_exempt(facts))


def _is_tested(slots: Slots) -> bool:
    return not is_exempt(facts_of(slots))


def _needs_proof(slots: Slots) -> bool:
    return _is_tested(slots) and not _known(slots, HARDSHIP)


def _asked(slot: str, only_if: Callable[[Slots], bool]) -> Field:
    return Field(slot, picked(slot, yes_or_no=True), only_if=only_if)


APPLYING = Form(
    "apply_legal_aid_form",
    (
        Field(MATTER, picked(MATTER, named=MATTER)),
        EMPLOYER,
        _asked(MIGRANT, _may_be_exempt),
        _asked(HARDSHIP, _is_tested),
        _asked(HARM, _needs_proof),
        PHONE,
    ),
    started_by=frozenset({"apply_legal_aid"}),
)


async def open_application(work: Work) -> Events:
    """Open ticket and case, and tell what both kinds of aid would say."""
    if work.turn.slots.get(CONFIRMED):
        await _apply(work)
    return finished(APPLYING, work.turn, work.say)


async def _apply(work: Work) -> None:
    facts = facts_of(work.turn.slots)
    kind = facts.dispute or DisputeKind.other
    ticket = await open_from_form(work, APPLYING, "apply_legal_aid")
    case = await open_case(work, ticket, kind)
    if case.status is LegalCaseStatus.consultation:
        await legal_cases.apply(work.session, case)
    aid = judge_aid(facts)
    _tell(work, aid)
    tell_documents(work, kind, exempt=aid.exempt)


def _tell(work: Work, aid: Aid) -> None:
    """Say the union's view with its reasons, then the government's in one line."""
    work.say(f"utter_aid_{aid.union.verdict}", reasons=_reasons(aid.union))
    work.say(f"utter_government_aid_{aid.government.verdict}")


def _reasons(found: Finding) -> str:
    """Give the deciding reasons; what is met by everybody is not worth a line."""
    told = [each for each in found.checks if each.outcome is not Outcome.met]
    return "\n".join(f"· {each.why}" for each in told or found.checks)


ACTIONS: Mapping[str, Step] = {"action_open_aid": open_application}
FORMS = (APPLYING,)
