"""Cases: opened from a dispute's form, and told of to the worker whose they are."""

from collections.abc import Mapping

from rasa_sdk.events import SlotSet

from actions import words
from actions.deadlines import deadline_of
from actions.disputes import CATEGORY, DISPUTES, PEOPLE, Dispute
from actions.forms import CONFIRMED, cleared, finished
from actions.identity import PURPOSE, is_proved, verify_first
from actions.persons import is_for_another
from actions.starting import rests
from actions.tickets import open_from_form
from actions.work import Events, Step, Work
from helpdesk.errors import InvalidInput
from helpdesk.identity import identity
from helpdesk.legal_aid import (
    DisputeFacts,
    Triage,
    dispute_of,
    documents_for,
    legal_cases,
    triage,
)
from helpdesk.models import DisputeKind, LegalCase, Ticket
from helpdesk.money import cents

CHECKING = "action_check_legal_case"
SHOWN_CASES = 3


def opens_case(dispute: Dispute) -> Step:
    """Make the step that opens ticket and case when a dispute's form is filled."""

    async def step(work: Work) -> Events:
        if work.turn.slots.get(CONFIRMED):
            await _open(work, dispute)
        return [
            *finished(dispute.form, work.turn, work.say),
            SlotSet(CATEGORY, None),
        ]

    return step


async def _open(work: Work, dispute: Dispute) -> None:
    kind, deadline = dispute_of(dispute.intent), deadline_of(work, dispute.intent)
    found = triage(
        DisputeFacts(
            kind,
            people=_people(work),
            days_left=deadline.days_left if deadline else None,
        )
    )
    ticket = await open_from_form(
        work, dispute.form, dispute.intent, priority=found.urgency
    )
    await open_case(work, ticket, kind, claimed=work.turn.filled("unpaid_amount"))
    if deadline:
        deadline.tell(work)
    _tell_alerts(work, found)
    tell_documents(work, kind, exempt=True)


async def open_case(
    work: Work, ticket: Ticket, kind: DisputeKind, *, claimed: str = ""
) -> LegalCase:
    """Open the case behind a ticket, with what the ticket holds."""
    details = dict(ticket.details)
    return await legal_cases.open(
        work.session,
        dispute=kind,
        employer=details.get("employer") or words.unknown(),
        member_id=ticket.member_id,
        ticket_id=ticket.id,
        facts=details,
        claimed_cents=_cents(claimed),
    )


def tell_documents(work: Work, kind: DisputeKind, *, exempt: bool) -> None:
    """Say what to bring; on the telephone only that it can be told again."""
    documents = documents_for(kind, exempt=exempt)
    names = "\n".join(f"· {document.name}" for document in documents)
    work.say("utter_case_documents_told", documents=names)


def _tell_alerts(work: Work, found: Triage) -> None:
    """Say what presses; that a time has run out is said with the time itself."""
    for alert in found.alerts:
        if alert.name != "expired":
            work.say("utter_case_alerted", alert=alert.told)


def _people(work: Work) -> int:
    """Return how many share the dispute; who gives no number is one."""
    said = work.turn.filled(PEOPLE)
    return max(int(said), 1) if said.isdigit() else 1


def _cents(claimed: str) -> int | None:
    """Read what is claimed; what is no sum of money is left to the officer."""
    try:
        return cents(claimed) if claimed else None
    except InvalidInput:
        return None


async def check_case(work: Work) -> Events:
    """Tell a verified worker how far their cases are."""
    if await is_for_another(work):
        return rests(work, cleared((PURPOSE,)))
    if not await is_proved(work, "check_legal_case"):
        return verify_first(CHECKING)
    member = await identity.member_of(work.session, await work.conversation())
    if member is None:
        return verify_first(CHECKING)
    found = await legal_cases.list_of(work.session, member.id)
    if not found:
        work.say("utter_case_missed")
    for case in found[: 1 if work.turn.spoken else SHOWN_CASES]:
        await _tell_case(work, case)
    return cleared((PURPOSE,))


async def _tell_case(work: Work, case: LegalCase) -> None:
    progress = await legal_cases.progress(work.session, case)
    work.say(
        "utter_case_told",
        title=triage(DisputeFacts(case.dispute)).title,
        employer=case.employer,
        day=words.deadline(case.created_at.date()),
        told=progress.told,
    )


PURPOSES: Mapping[str, Step] = {CHECKING: check_case}
ACTIONS: Mapping[str, Step] = {
    **PURPOSES,
    "action_open_wages": opens_case(DISPUTES["report_unpaid_wages"]),
    "action_open_injury": opens_case(DISPUTES["report_work_injury"]),
    "action_open_dismissal": opens_case(DISPUTES["report_dismissal"]),
    "action_open_overtime": opens_case(DISPUTES["report_overtime"]),
    "action_open_insurance": opens_case(DISPUTES["report_social_insurance"]),
    "action_open_contract": opens_case(DISPUTES["report_contract_issue"]),
    "action_open_female": opens_case(DISPUTES["report_female_worker_issue"]),
    "action_open_resignation": opens_case(DISPUTES["report_resignation_issue"]),
}
