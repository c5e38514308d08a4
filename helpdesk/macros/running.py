"""Running a macro: each step is an officer's verb on the ticket."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor
from helpdesk.canned import Filled, canned
from helpdesk.casework import casework
from helpdesk.casework.followups import FollowUp
from helpdesk.errors import (
    Claimed,
    Conflict,
    InvalidInput,
    NotFound,
    NotPermitted,
    TransitionNotAllowed,
)
from helpdesk.macros.reading import told
from helpdesk.macros.steps import Do, Step
from helpdesk.macros.words import book, problem
from helpdesk.models import (
    Audience,
    Officer,
    Priority,
    ServiceClass,
    Ticket,
    TicketStatus,
)


@dataclass(frozen=True, slots=True)
class Done:
    """What a step did, or would do; a problem says why it can not."""

    step: str
    words: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A ticket under the hands of an officer."""

    session: AsyncSession
    ticket: Ticket
    officer: Officer
    by: Actor
    used: list[int] = field(default_factory=list)
    """The canned texts that were sent."""


async def take(run: Run, steps: Sequence[Step]) -> list[Done]:
    """Take the steps in order.

    Raises:
        InvalidInput: A text has an empty field; the reason is in Chinese.
        Conflict: The ticket does not allow a step.
    """
    return [await _taken(run, step) for step in steps]


async def rehearse(run: Run, steps: Sequence[Step]) -> list[Done]:
    """Take the steps until one can not be taken, and say why; for a session that ends.

    Whoever calls must roll back: what was done so far is done.
    """
    done: list[Done] = []
    for step in steps:
        filled = await _filled(run, step)
        why = await _obstacle(run, step, filled)
        line = await told(run.session, step)
        done.append(Done(line, filled.text, why))
        if why:
            break
    return done


async def _obstacle(run: Run, step: Step, filled: Filled) -> str:
    """Take a step; return why it can not be taken, nothing when it was."""
    if filled.missing:
        return problem("unfilled", found="、".join(filled.missing))
    try:
        await _taken(run, step)
    except TransitionNotAllowed:
        return problem("state", now=book()["statuses"][run.ticket.status])
    except Claimed:
        return problem("claimed")
    except NotPermitted:
        return problem("role")
    except NotFound:
        return problem("gone")
    except (InvalidInput, Conflict):
        return problem("other")
    return ""


async def _taken(run: Run, step: Step) -> Done:
    words = (await _filled(run, step)).text
    canned.check_filled(words)
    line = await told(run.session, step)
    await HANDS[step.do](run, step, words)
    if step.canned_id is not None:
        run.used.append(step.canned_id)
    return Done(line, words)


async def _filled(run: Run, step: Step) -> Filled:
    """Return a step's words with its fields filled in."""
    words = step.words
    if step.canned_id is not None:
        text = await canned.shared(run.session, step.canned_id)
        words = text.text
    return await canned.filled(run.session, words, run.ticket, run.officer)


async def _answer(run: Run, _step: Step, words: str) -> None:
    await casework.answer(run.session, run.ticket, by=run.by, words=words)


async def _ask(run: Run, _step: Step, words: str) -> None:
    await casework.ask_worker(run.session, run.ticket, by=run.by, words=words)


async def _note(run: Run, step: Step, words: str) -> None:
    audience = Audience.leaders if step.do is Do.report else Audience.officers
    await casework.note(
        run.session, run.ticket, by=run.by, words=words, audience=audience
    )


async def _assign(run: Run, step: Step, _words: str) -> None:
    whom = run.officer.id if step.is_me else step.officer_id
    await casework.assign(run.session, run.ticket, by=run.by, officer_id=whom)


async def _rank(run: Run, step: Step, _words: str) -> None:
    priority = Priority(step.choice)
    await casework.change(run.session, run.ticket, by=run.by, priority=priority)


async def _classify(run: Run, step: Step, _words: str) -> None:
    kind = ServiceClass(step.choice)
    await casework.change(run.session, run.ticket, by=run.by, service_class=kind)


async def _move(run: Run, step: Step, words: str) -> None:
    to = TicketStatus(step.choice)
    await casework.move(run.session, run.ticket, by=run.by, to=to, words=words)


async def _follow_up(run: Run, step: Step, words: str) -> None:
    result = FollowUp(step.choice)
    await casework.follow_up(
        run.session, run.ticket, by=run.by, result=result, words=words
    )


type Hand = Callable[[Run, Step, str], Awaitable[None]]

HANDS: Mapping[Do, Hand] = MappingProxyType(
    {
        Do.answer: _answer,
        Do.ask: _ask,
        Do.note: _note,
        Do.report: _note,
        Do.assign: _assign,
        Do.priority: _rank,
        Do.service_class: _classify,
        Do.move: _move,
        Do.follow_up: _follow_up,
    }
)
