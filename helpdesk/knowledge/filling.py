"""What is filled into an answer when it is given: amounts, dates, who is near."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.calculators.minimum_wage import latest_minimum_wage, minimum_wage
from helpdesk.dream_plan import dream_cohorts
from helpdesk.errors import NotFound
from helpdesk.legal_aid import legal_aid
from helpdesk.members import members
from helpdesk.models import Organisation
from helpdesk.money import plain
from helpdesk.organisations import OrganisationView, organisations, tree
from helpdesk.relief import relief
from helpdesk.rules import rules

WORDS = Path(__file__).with_name("filling.yml")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of who asks, and when."""

    district: str | None = None
    place: str | None = None
    employer: str | None = None
    member_id: int | None = None
    today: date = field(default_factory=lambda: clock.today())


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of the sentences of filling.yml, with what stands in it."""

    case: str
    values: Mapping[str, object] = field(default_factory=dict)


FillIn = Callable[[AsyncSession, Context], Awaitable[Sentence]]
UNKNOWN = Sentence("unknown")


async def fill(
    session: AsyncSession, text: str, *, spoken: bool, context: Context
) -> str:
    """Return a text with everything filled in that it names."""
    filled = text
    for name, find in FILL_INS.items():
        place = f"{{{name}}}"
        if place in filled:
            told = await find(session, context)
            filled = filled.replace(place, _write(name, told, spoken=spoken))
    return filled


def _write(name: str, told: Sentence, *, spoken: bool) -> str:
    words = rules(WORDS)[name][told.case]
    return str(words["spoken" if spoken else "chat"]).format(
        **{key: _value(key, value, spoken=spoken) for key, value in told.values.items()}
    )


def _value(name: str, value: object, *, spoken: bool) -> object:
    """Write a day as people say it, and for the ear a number digit by digit."""
    if isinstance(value, date):
        form: str = rules(WORDS)["day"]
        return form.format(month=value.month, day=value.day)
    if spoken and name in ("phone", "number"):
        from language.speak import by_digit  # here: `language` loads spaCy

        return by_digit(str(value))
    return value


async def _minimum_wage(_session: AsyncSession, context: Context) -> Sentence:
    case, found = "known", minimum_wage(context.today)
    if found.monthly is None:
        case, found = "past", latest_minimum_wage(context.today) or found
    if found.monthly is None or found.hourly is None:
        return UNKNOWN
    facts = {"monthly": plain(found.monthly), "hourly": plain(found.hourly)}
    return Sentence(case, {**facts, "year": found.year})


async def _heat_allowance(_session: AsyncSession, context: Context) -> Sentence:
    found = relief.heat_allowance(context.today)
    facts = {"monthly": plain(found.monthly), "daily": plain(found.daily)}
    return Sentence("known", facts)


async def _dream_cohort(session: AsyncSession, context: Context) -> Sentence:
    try:
        cohort = await dream_cohorts.of_year(session, context.today.year)
    except NotFound:
        return UNKNOWN
    opens_on, closes_on = cohort.opens_on, cohort.closes_on
    if opens_on is None or closes_on is None:
        return Sentence("undated")
    pools = await dream_cohorts.pools(session, cohort)
    facts = {
        "opens_on": opens_on,
        "closes_on": closes_on,
        "places": sum(pool.quota for pool in pools),
    }
    if context.today < opens_on:
        return Sentence("coming", facts)
    return Sentence("open" if context.today <= closes_on else "over", facts)


async def _union(session: AsyncSession, context: Context) -> Sentence:
    if context.employer or context.district or context.place:
        found = await organisations.covering(
            session,
            employer=context.employer,
            district=context.district,
            place=context.place,
            limit=1,
        )
        return _told_of(found[0]) if found else UNKNOWN
    own = await _own_union(session, context.member_id)
    return _told_of(own) if own else UNKNOWN


async def _own_union(
    session: AsyncSession, member_id: int | None
) -> Organisation | None:
    """Return the union on a proved member's record."""
    if member_id is None:
        return None
    key = (await members.by_id(session, member_id)).organisation_id
    return await tree.by_id(session, key) if key else None


def _told_of(union: OrganisationView | Organisation) -> Sentence:
    case = "known" if union.phone else "silent"
    return Sentence(case, {"name": union.name, "phone": union.phone})


async def _lawyers(session: AsyncSession, context: Context) -> Sentence:
    if not (context.district or context.place):
        return UNKNOWN
    found = await legal_aid.nearest(
        session,
        district=context.district,
        place=context.place,
        on=context.today,
        limit=1,
    )
    if not found:
        return UNKNOWN
    duty = found[0]
    facts = {"site": duty.site, "address": duty.address, "phone": duty.phone}
    return Sentence("known", {**facts, "day": duty.day, "hours": duty.hours})


async def _hotline(_session: AsyncSession, _context: Context) -> Sentence:
    return Sentence("known", {"number": rules(WORDS)["hotline"]["known"]["number"]})


FILL_INS: Mapping[str, FillIn] = {
    "minimum_wage": _minimum_wage,
    "heat_allowance": _heat_allowance,
    "dream_cohort": _dream_cohort,
    "union": _union,
    "lawyers": _lawyers,
    "hotline": _hotline,
}
