"""From the lines of a macro to its steps and back: names are looked up."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.canned import canned
from helpdesk.canned.fields import check_fields
from helpdesk.errors import InvalidInput
from helpdesk.macros.repository import MacroRepository
from helpdesk.macros.script import Line, lines
from helpdesk.macros.steps import Do, Step
from helpdesk.macros.words import book, choices, fault, verb
from helpdesk.models import Macro


async def read(session: AsyncSession, script: str) -> list[Step]:
    """Return the steps that a script writes down.

    Raises:
        InvalidInput: Something in it is not there; the reason is in Chinese.
    """
    return [await _step(session, line) for line in lines(script)]


async def written(session: AsyncSession, steps: Sequence[Step]) -> str:
    """Return the script of steps, with today's names."""
    return "\n".join([await told(session, step) for step in steps])


async def told(session: AsyncSession, step: Step) -> str:
    """Return one step as its line."""
    by_canned = book()["by_canned"] if step.canned_id else ""
    return f"{verb(step.do)}{by_canned}：{await _rest(session, step)}"


def steps_of(macro: Macro) -> list[Step]:
    """Return a macro's steps."""
    return [Step.from_json(step) for step in macro.steps]


async def _step(session: AsyncSession, line: Line) -> Step:
    if line.is_canned:
        return Step(line.do, canned_id=await _canned(session, line))
    if line.do is Do.assign:
        return await _assigned(session, line)
    if choices(line.do):
        return _chosen(line)
    check_fields(line.rest)
    return Step(line.do, words=line.rest)


def _chosen(line: Line) -> Step:
    """Read a value, and what is said with it behind a comma."""
    said, _, words = line.rest.replace(",", "，").partition("，")
    choice = _choice(line, said.strip())
    if choice in book()["need_words"] and not words.strip():
        raise InvalidInput(fault("words", line=line.number, said=said.strip()))
    check_fields(words)
    return Step(line.do, words=words.strip(), choice=choice)


async def _canned(session: AsyncSession, line: Line) -> int:
    """Return the shared text that is called so; a macro is for everybody."""
    found = await canned.titled(session, line.rest)
    if not found:
        raise InvalidInput(fault("canned", line=line.number, said=line.rest))
    if len(found) > 1:
        raise InvalidInput(fault("several", line=line.number, said=line.rest))
    return found[0].id


async def _assigned(session: AsyncSession, line: Line) -> Step:
    if line.rest == book()["me"]:
        return Step(line.do, is_me=True)
    if line.rest == book()["nobody"]:
        return Step(line.do)
    found = await MacroRepository(session).officers_named(line.rest)
    if len(found) != 1:
        raise InvalidInput(fault("officer", line=line.number, said=line.rest))
    return Step(line.do, officer_id=found[0].id)


def _choice(line: Line, said: str) -> str:
    known = choices(line.do)
    for value, called in known.items():
        if called == said:
            return value
    listed = "、".join(known.values())
    raise InvalidInput(fault("choice", line=line.number, said=said, known=listed))


async def _rest(session: AsyncSession, step: Step) -> str:
    if step.canned_id is not None:
        text = await canned.shared(session, step.canned_id)
        return text.title
    if step.do is Do.assign:
        return await _whom(session, step)
    called = choices(step.do).get(step.choice, "")
    parts = [part for part in (called, step.words) if part]
    return "，".join(parts).replace("\n", "\n  ")


async def _whom(session: AsyncSession, step: Step) -> str:
    if step.is_me:
        return str(book()["me"])
    if step.officer_id is None:
        return str(book()["nobody"])
    officer = await MacroRepository(session).officer(step.officer_id)
    return officer.login
