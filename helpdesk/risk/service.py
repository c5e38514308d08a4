"""Risk reports: taken down once, added up by employer, escalated by rule."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.errors import Conflict, InvalidInput
from helpdesk.models import (
    AuthorKind,
    Escalation,
    Reporter,
    RiskKind,
    RiskReport,
    RiskSign,
    RiskStatus,
)
from helpdesk.money import read_cents
from helpdesk.places import spot
from helpdesk.privacy import redact
from helpdesk.risk.employers import fold
from helpdesk.risk.policy import (
    RULES,
    URGENCY,
    Assessment,
    RiskFacts,
    assess,
    read_people,
)
from helpdesk.risk.repository import RiskRepository
from helpdesk.rules import rules
from helpdesk.steps import By, Progress, steps
from helpdesk.texts import tidy

PROGRESS = Path(__file__).with_name("progress.yml")
EMPLOYER_LIMIT = 120
AUTHORS = {Reporter.officer: AuthorKind.officer, Reporter.bot: AuthorKind.bot}


@dataclass(frozen=True, slots=True)
class Told:
    """What a reporter tells of an employer."""

    employer: str
    kind: RiskKind
    headcount: int = 1
    collective: bool = False
    signs: Collection[RiskSign] = ()
    months_unpaid: int | None = None
    cents: int | None = None
    district: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """Who reports, and in which ticket."""

    reporter: Reporter = Reporter.worker
    member_id: int | None = None
    ticket_id: int | None = None
    officer_id: int | None = None


class RiskService:
    """Takes reports, adds them up and raises them."""

    async def report(
        self, session: AsyncSession, told: Told, who: Who
    ) -> tuple[RiskReport, Assessment]:
        """Take a report down; the people of the employer's fresh reports count too.

        Raises:
            InvalidInput: There is no employer, or a number can not be.
        """
        employer = redact(tidy(told.employer, limit=EMPLOYER_LIMIT))
        facts = _facts(told)
        repository = RiskRepository(session)
        subject = await repository.hold_subject(key=fold(employer), employer=employer)
        known = await steps.opened_by(session, RiskReport, who.ticket_id)
        if known is not None:
            return known, await self.assess(session, known)
        found, pooled = await self._pooled(session, subject.id, facts)
        report = _record(told, who, subject.id, found)
        words = found.explanation + pooled
        author = AUTHORS.get(who.reporter, AuthorKind.member)
        await steps.begin(session, report, By(author, who.officer_id, words))
        return report, found

    async def assess(self, session: AsyncSession, report: RiskReport) -> Assessment:
        """Judge a report again, with what else is known of its employer by now."""
        facts = RiskFacts(
            kind=report.kind,
            people=report.headcount,
            collective=report.collective,
            signs=frozenset(RiskSign(sign) for sign in report.signs),
            months_unpaid=report.months_unpaid,
            cents=report.amount_cents,
        )
        found, _ = await self._pooled(session, report.subject_id, facts, but=report.id)
        return found

    async def add(
        self,
        session: AsyncSession,
        report: RiskReport,
        *,
        by: By,
        headcount: int | None = None,
        signs: Collection[RiskSign] = (),
    ) -> Assessment:
        """Add what became known; a report rises and never comes down by itself."""
        report = await RiskRepository(session).hold(report)
        if headcount is not None:
            report.headcount = read_people(headcount)
        report.signs = sorted({*report.signs, *signs})
        found = await self.assess(session, report)
        if found.escalation.rank > report.escalation.rank:
            report.escalation = found.escalation
        report.urgency = max(report.urgency, found.urgency, key=URGENCY.index)
        await steps.note(session, report, replace(by, words=found.explanation))
        return found

    async def escalate(
        self, session: AsyncSession, report: RiskReport, to: Escalation, by: By
    ) -> None:
        """Raise a report by an officer's judgement, with the reason."""
        if not by.words:
            raise InvalidInput("a step up needs its reason")
        report = await RiskRepository(session).hold(report)
        if to.rank <= report.escalation.rank:
            raise Conflict(f"{report.escalation} is not below {to}")
        report.escalation = to
        book = rules(RULES)
        words = book["raised"].format(name=book["names"][to], reasons=by.words)
        await steps.note(session, report, replace(by, words=words))

    async def move(
        self, session: AsyncSession, report: RiskReport, to: RiskStatus, by: By
    ) -> None:
        """Move a report one step along its table."""
        report = await RiskRepository(session).hold(report)
        await steps.move(session, report, to, by)

    async def list_open(
        self,
        session: AsyncSession,
        *,
        at_least: Escalation = Escalation.none,
        status: RiskStatus | None = None,
    ) -> Sequence[RiskReport]:
        """Return what is not over, the highest first; employers are loaded."""
        return await RiskRepository(session).list_open(at_least=at_least, status=status)

    async def progress(self, session: AsyncSession, report: RiskReport) -> Progress:
        """Tell where a report is."""
        return await steps.progress(session, report, PROGRESS)

    async def _pooled(
        self,
        session: AsyncSession,
        subject_id: int,
        facts: RiskFacts,
        *,
        but: int | None = None,
    ) -> tuple[Assessment, str]:
        """Judge facts together with the employer's other fresh reports."""
        book = rules(RULES)
        since = clock.now() - timedelta(days=book["window_days"])
        fresh = await RiskRepository(session).fresh(subject_id, since=since)
        others = [each for each in fresh if each.id != but]
        most: int = book["most_people"]
        people = min(most, facts.people + sum(each.headcount for each in others))
        collective = facts.collective or any(each.collective for each in others)
        found = assess(replace(facts, people=people, collective=collective))
        if not others:
            return found, ""
        told: str = book["pooled"]
        return found, told.format(
            days=book["window_days"], reports=len(others) + 1, people=people
        )


def _facts(told: Told) -> RiskFacts:
    """Check what was told."""
    if told.months_unpaid is not None and not 0 <= told.months_unpaid <= 600:
        raise InvalidInput("months without wages are not negative, nor a lifetime")
    return RiskFacts(
        kind=told.kind,
        people=read_people(told.headcount),
        collective=told.collective,
        signs=frozenset(told.signs),
        months_unpaid=told.months_unpaid,
        cents=None if told.cents is None else read_cents(told.cents),
    )


def _record(told: Told, who: Who, subject_id: int, found: Assessment) -> RiskReport:
    where = spot(district=told.district, place=told.place)
    return RiskReport(
        subject_id=subject_id,
        ticket_id=who.ticket_id,
        member_id=who.member_id,
        reporter=who.reporter,
        kind=told.kind,
        district=where.district,
        street=where.street,
        headcount=told.headcount,
        collective=told.collective,
        months_unpaid=told.months_unpaid,
        amount_cents=told.cents,
        signs=sorted(told.signs),
        urgency=found.urgency,
        escalation=found.escalation,
        status=RiskStatus.reported,
    )


risk = RiskService()
