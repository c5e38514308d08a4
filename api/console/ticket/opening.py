"""A ticket by hand: written down while somebody talks, with proposals beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, Response
from starlette.responses import RedirectResponse

from api.console.calls.told import moment
from api.console.gate import ConsoleRoute
from api.console.pages import PATH, render
from api.console.ticket.sheet import Line, line_of
from api.console.ticket.words import words
from api.console.visit import SignedIn, Visit
from api.services import Services, Use
from helpdesk.casework import casework
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import InvalidInput, Locked, NotFound, NotPermitted
from helpdesk.intake import Notes, Proposal, intake, shown_fields
from helpdesk.models import Member, Priority, ServiceClass
from helpdesk.privacy import mask_name, mask_phone

HERE = f"{PATH}/tickets/new"
REFUSED = (InvalidInput, Locked, NotFound, NotPermitted)

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of who is talking."""

    name: str = ""
    told: str = ""
    is_asked: bool = False
    matters: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The form as it stands: what was written goes before what is proposed."""

    form: Mapping[str, str] = field(default_factory=dict)
    proposal: Proposal = field(default_factory=Proposal)

    @property
    def touched(self) -> frozenset[str]:
        """Return the fields that the officer wrote into."""
        return frozenset(self.form.get("touched", "").split())

    def value(self, name: str, proposed: str | None = "") -> str:
        """Return what stands in a field."""
        if name in self.touched or not proposed:
            return self.form.get(name, "")
        return proposed

    def is_proposed(self, name: str, proposed: str | None) -> bool:
        """Tell whether what stands in a field was proposed and not yet looked at."""
        return bool(proposed) and name not in self.touched

    @property
    def fields(self) -> Sequence[str]:
        """Return the answers that have a field, the usual ones first."""
        return list(dict.fromkeys([*shown_fields(), *self.proposal.details]))


@router.get("")
async def new_ticket(services: Use, visit: SignedIn) -> Response:
    """Show an empty sheet; the calls that are going on can be chosen."""
    return await _page(services, visit, Draft())


@router.post("")
async def open_ticket(services: Use, visit: SignedIn) -> Response:
    """Open the ticket, or add what was written to one that is open already."""
    form = visit.form
    try:
        async with unit_of_work(services.sessions) as session:
            if form.get("into"):
                number = form["into"]
                ticket = await casework.find(session, number, scope=visit.scope)
                said = form.get("words", "")
                await casework.note(session, ticket, by=visit.actor, words=said)
            else:
                notes = _notes(form)
                ticket = await intake.open(
                    session, notes, scope=visit.scope, by=visit.actor
                )
    except REFUSED as error:
        draft = Draft({**form, "touched": " ".join(form)})
        return await _page(services, visit, draft, fault=_fault(error, form))
    done = "note" if form.get("into") else "opened"
    return RedirectResponse(f"{PATH}/tickets/{ticket.number}?done={done}", 303)


@router.post("/propose")
async def propose_ticket(services: Use, visit: SignedIn) -> Response:
    """Propose what the notes tell; what the officer wrote into a field stays."""
    said = visit.form.get("words", "")
    proposal = await services.proposer.propose(said)
    draft = Draft(visit.form, proposal)
    phone = draft.value("phone", proposal.phone)
    async with read_only(services.sessions) as session:
        matters = await intake.open_matters(
            session, member=None, phone=phone, scope=visit.scope
        )
    return render(
        "ticket/_proposed",
        visit=visit,
        words=words(),
        draft=draft,
        known=Known(matters=tuple(map(line_of, matters))),
    )


@router.post("/person")
async def look_person_up(services: Use, visit: SignedIn) -> Response:
    """Show who is talking, masked, and what of theirs is open."""
    form = visit.form
    try:
        async with unit_of_work(services.sessions) as session:
            member = await intake.person(
                session, form.get("person", ""), scope=visit.scope, by=visit.actor
            )
            matters = await intake.open_matters(
                session,
                member=member,
                phone=form.get("phone", ""),
                scope=visit.scope,
            )
    except (InvalidInput, Locked):
        known = Known(told=words().intake["odd_number"], is_asked=True)
        return render("ticket/_known", visit=visit, words=words(), known=known)
    known = _known(member, tuple(map(line_of, matters)))
    return render("ticket/_known", visit=visit, words=words(), known=known)


def _known(member: Member | None, matters: Sequence[Line]) -> Known:
    said = words()
    if member is None:
        return Known(told=said.intake["nobody"], is_asked=True, matters=matters)
    told = said.members[member.status]
    if member.employer:
        told = f"{told}，{member.employer}"
    return Known(mask_name(member.name), told, is_asked=True, matters=matters)


async def _page(
    services: Services, visit: Visit, draft: Draft, *, fault: str = ""
) -> Response:
    async with read_only(services.sessions) as session:
        live = await intake.live_calls(session)
    said = words().intake
    calls = [
        (call.id, moment(call.began_at), call.phone and mask_phone(call.phone))
        for call in live
    ]
    return render(
        "ticket_new",
        visit=visit,
        status=422 if fault else 200,
        words=words(),
        draft=draft,
        known=Known(),
        calls=[(key, f"{at} {phone or said['hidden']}") for key, at, phone in calls],
        fault=fault,
    )


def _notes(form: Mapping[str, str]) -> Notes:
    """Read the form."""
    call = form.get("call", "")
    if call and not (call.isascii() and call.isdecimal() and len(call) < 10):
        raise InvalidInput("no such call")
    details = {
        key.removeprefix("detail-"): text.strip()
        for key, text in form.items()
        if key.startswith("detail-") and text.strip()
    }
    if not details.keys() <= words().details.keys():
        raise InvalidInput("no such field")
    return Notes(
        words=form.get("words", ""),
        category=form.get("category", ""),
        subject=form.get("subject", ""),
        service_class=_one(ServiceClass, form.get("service_class")),
        priority=_one(Priority, form.get("priority")),
        phone=form.get("phone", ""),
        person=form.get("person", ""),
        call_id=int(call) if call else None,
        details=details,
    )


def _one[Choice: (Priority, ServiceClass)](
    kind: type[Choice], said: str | None
) -> Choice | None:
    try:
        return kind(said) if said else None
    except ValueError:
        raise InvalidInput("not one of the choices") from None


def _fault(error: Exception, form: Mapping[str, str]) -> str:
    """Say what is wrong with the form."""
    said = words()
    if isinstance(error, NotPermitted):
        return said.failed["not_permitted"]
    if not form.get("words", "").strip():
        return said.failed["words"]
    if isinstance(error, NotFound) or form.get("into"):
        return said.failed["no_ticket"]
    return said.intake["category" if not form.get("category") else "odd_number"]
