"""The clock stands still while the worker is waited for, however often."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk import worktime
from helpdesk.models import (
    DeadlineClass,
    EventKind,
    Priority,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from helpdesk.tickets import clocks

OPENED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LONG_AFTER = datetime(2027, 1, 1, tzinfo=UTC)
OPEN, PENDING = TicketStatus.open, TicketStatus.pending_member

pauses = st.integers(min_value=0, max_value=3 * 24 * 60).map(
    lambda minutes: timedelta(minutes=minutes)
)
stops = st.lists(st.tuples(pauses, pauses), max_size=6)


def ticket(**values):
    given = {"priority": Priority.normal, "deadline_class": DeadlineClass.difficult}
    return Ticket(category="report_unpaid_wages", created_at=OPENED, **(given | values))


def moved(before, to, at, **facts):
    return TicketEvent(
        kind=EventKind.moved,
        from_status=before,
        to_status=to,
        created_at=at,
        facts=facts or None,
    )


def told(kind, at, **facts):
    return TicketEvent(kind=kind, created_at=at, facts=facts)


def history(stops):
    """Yield the moves of stops, each after some running."""
    at = OPENED
    for runs, stands in stops:
        at += runs
        yield moved(OPEN, PENDING, at)
        at += stands
        yield moved(PENDING, OPEN, at)


def due(events, **values):
    asked = ticket(**values)
    return clocks.due_on(asked, clocks.course(asked, events, now=LONG_AFTER))


class TestStops:
    @settings(deadline=None)
    @given(stops)
    def test_never_shorten(self, stops):
        assert due(history(stops)) >= due([])

    @settings(deadline=None)
    @given(stops)
    def test_many_count_as_much_as_their_sum(self, stops):
        spans, at = timedelta(), OPENED
        for runs, stands in stops:
            spans += worktime.between(at + runs, at + runs + stands)
            at += runs + stands
        end = worktime.after(OPENED, spans)

        once = [moved(OPEN, PENDING, OPENED), moved(PENDING, OPEN, end)]

        assert due(history(stops)) == due(once)

    @settings(deadline=None)
    @given(stops)
    def test_another_one_never_makes_it_due_sooner(self, stops):
        before = due(history(stops[:-1]))

        assert due(history(stops)) >= before

    def test_one_that_lasts_counts_until_now(self):
        asked = ticket()
        stopped = [moved(OPEN, PENDING, OPENED)]

        def due_at(now):
            return clocks.due_on(asked, clocks.course(asked, stopped, now=now))

        assert due_at(OPENED) == due([])
        assert due_at(OPENED + timedelta(days=7)) > due([])


class TestNewTime:
    def test_begins_when_a_settled_matter_is_taken_up(self):
        later = OPENED + timedelta(days=10)
        events = [
            moved(OPEN, PENDING, OPENED),
            moved(PENDING, TicketStatus.resolved, OPENED + timedelta(days=3)),
            moved(TicketStatus.resolved, OPEN, later),
        ]
        asked = ticket()

        ran = clocks.course(asked, events, now=later)

        assert (ran.began, ran.stood) == (later, timedelta())

    def test_does_not_begin_when_a_merge_is_undone(self):
        events = [moved(TicketStatus.resolved, OPEN, LONG_AFTER, restored=True)]

        assert due(events) == due([])


class TestOrders:
    def test_a_leaders_day_counts_and_moves_on_with_stops(self):
        order = told(EventKind.supervised, OPENED, due_on=["2026-03-20", "2026-03-06"])
        at = OPENED + timedelta(days=1)
        stop = [moved(OPEN, PENDING, at), moved(PENDING, OPEN, at + timedelta(days=1))]

        assert str(due([order])) == "2026-03-06"
        assert str(due([order, *stop])) == "2026-03-09"  # a working day, past a weekend

    def test_what_became_urgent_is_due_the_next_working_day(self):
        raised = told(
            EventKind.changed, OPENED + timedelta(days=2), priority=["normal", "urgent"]
        )

        assert str(due([raised], priority=Priority.urgent)) == "2026-03-05"
        assert due([raised]) == due([])  # it was lowered again
