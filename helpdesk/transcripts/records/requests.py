"""Requests of a call: a ticket for each that is to be seen to, danger at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.alarms import alarms
from helpdesk.models import Priority, TicketSource
from helpdesk.risk import Danger, danger
from helpdesk.risk.dangers import DangerKind, known
from helpdesk.tickets import Telling, handling, tickets
from helpdesk.transcripts.analysis import Analysis, Fact, Risk, RiskKind, to_tickets
from helpdesk.transcripts.records.kept import Kept

LOOK_AT = "request_human"
"""The category of a ticket that only asks an officer to look."""

MEANT: Mapping[RiskKind, DangerKind] = MappingProxyType(
    {
        RiskKind.crisis: DangerKind.self_harm,
        RiskKind.collective: DangerKind.collective,
        RiskKind.heatstroke: DangerKind.heatstroke,
    }
)
"""The danger that a risk is reported as where its words alone do not tell which."""


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that a call asks for, and the danger that it tells of."""

    category: str
    segments: tuple[int, ...]
    words: str
    needs_ticket: bool = True
    """Whether somebody has to see to it; a question was answered in the call."""
    danger: Danger | None = None
    is_flagged: bool = False
    """Whether a risk was told with it that has no ticket of its own."""


def requests_of(analysis: Analysis) -> list[Request]:
    """Return what a call asks for, in order; danger that it tells of comes last."""
    dangers = _dangers(analysis)
    is_flagged = any(risk.kind not in MEANT for risk in analysis.risks)
    to_do = {one.intent for one in to_tickets(analysis.asked)}
    asked = [
        Request(
            category=one.intent,
            segments=one.segments,
            words=one.words,
            needs_ticket=one.intent in to_do or one.intent in dangers,
            danger=dangers[one.intent][0] if one.intent in dangers else None,
            is_flagged=is_flagged,
        )
        for one in analysis.asked
    ]
    named = {one.intent for one in analysis.asked}
    told = [
        Request(intent, (risk.index,), risk.words, danger=found)
        for intent, (found, risk) in dangers.items()
        if intent not in named
    ]
    found = [*asked, *told]
    return found if any(r.needs_ticket for r in found) else [*found, *_to_see(analysis)]


async def open_ticket(
    session: AsyncSession, kept: Kept, request: Request, *, message_id: str
) -> int:
    """Open the ticket of a request; danger is reported as it is on the live line."""
    told = Telling(
        category=request.category,
        subject=request.words,
        details=dict(_details(kept, request)),
        message_id=message_id,
        contact_phone=kept.contact,
        source=TicketSource.transcript,
    )
    if request.danger is not None:
        return (await alarms.note_call(session, request.danger, told)).id
    ticket = await tickets.open(
        session,
        category=told.category,
        subject=told.subject,
        details=told.details,
        message_id=message_id,
        contact_phone=told.contact_phone,
        priority=_priority(request),
        source=told.source,
    )
    return ticket.id


def _to_see(analysis: Analysis) -> list[Request]:
    """Have a risk looked at that comes with nothing to do."""
    flags = [risk for risk in analysis.risks if risk.kind not in MEANT]
    return [
        Request(LOOK_AT, (risk.index,), risk.words, is_flagged=True)
        for risk in flags[:1]
    ]


def _dangers(analysis: Analysis) -> dict[str, tuple[Danger, Risk]]:
    """Return the dangers of a call by their intent, each as it was told first."""
    found: dict[str, tuple[Danger, Risk]] = {}
    for risk in analysis.risks:
        if risk.kind in MEANT:
            told = danger(risk.words) or known(MEANT[risk.kind], risk.words)
            found.setdefault(told.intent, (told, risk))
    return found


def _priority(request: Request) -> Priority | None:
    """Let what concerns children be looked at sooner than its category says."""
    is_normal = handling(request.category).priority is Priority.normal
    return Priority.high if request.is_flagged and is_normal else None


def _details(kept: Kept, request: Request) -> Iterator[tuple[str, str]]:
    """Yield what an officer has to know of a request, by the names of forms."""
    yield "message", request.words
    employers = list(kept.values("employer"))
    near = [value for index, value in employers if index in request.segments]
    if employers:
        yield "employer", (near or [value for _, value in employers])[0]
    summary = kept.analysis.summary
    for name in ("who", "what", "where", "since", "amounts", "promised"):
        facts: tuple[Fact, ...] = getattr(summary, name)
        if facts:
            yield name, "；".join(dict.fromkeys(fact.text for fact in facts))
