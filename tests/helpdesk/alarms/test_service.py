from helpdesk.alarms import alarms
from helpdesk.conversations import floor
from helpdesk.models import AuthorKind, Escalation, Floor, Priority
from helpdesk.risk import danger, risk
from helpdesk.tickets import tickets

LOCKED_IN = "他们把我们锁在宿舍不让走"
BLOCKING = "我们准备去堵厂门"


async def ring(session, conversation, words, message_id="m1", **more):
    return await alarms.ring(
        session, conversation, danger(words), words=words, message_id=message_id, **more
    )


class TestRing:
    async def test_opens_reports_and_queues_in_one(self, session, conversation):
        alarm = await ring(session, conversation, LOCKED_IN)

        assert alarm.is_new
        assert alarm.ticket.priority is Priority.urgent
        assert alarm.escalation is Escalation.squad
        assert (conversation.floor, alarm.place) == (Floor.queued, 1)

    async def test_a_repeated_delivery_raises_nothing_twice(
        self, session, conversation
    ):
        first = await ring(session, conversation, LOCKED_IN)
        again = await ring(session, conversation, LOCKED_IN)

        assert again.ticket is first.ticket
        assert len(await tickets.timeline(session, first.ticket)) == 1
        assert len(await risk.list_open(session)) == 1

    async def test_adds_what_is_said_later(self, session, conversation):
        first = await ring(session, conversation, LOCKED_IN)
        again = await ring(session, conversation, "保安在打我们", "m2")

        assert not again.is_new
        timeline = await tickets.timeline(session, first.ticket)
        assert timeline[-1].text == "保安在打我们"

    async def test_a_settled_alarm_takes_no_more(self, session, conversation):
        first = await ring(session, conversation, LOCKED_IN)
        await tickets.withdraw(session, first.ticket, "没事了")

        assert (await ring(session, conversation, LOCKED_IN, "m2")).is_new

    async def test_two_unknown_employers_are_not_added_up(
        self, session, conversation, member
    ):
        first = await ring(session, conversation, BLOCKING)
        other = await ring(session, conversation, LOCKED_IN, "m2")

        reports = await risk.list_open(session)
        assert len({report.subject_id for report in reports}) == 2
        assert first.ticket.number != other.ticket.number

    async def test_names_the_employer_that_was_named(self, session, conversation):
        await ring(session, conversation, BLOCKING, employer="岚禾电子")

        [report] = await risk.list_open(session)
        assert report.subject.employer == "岚禾电子"

    async def test_leaves_the_floor_with_the_officer_who_has_it(
        self, session, conversation, officer
    ):
        await floor.take(session, conversation, officer.id)

        alarm = await ring(session, conversation, LOCKED_IN)

        assert (conversation.floor, alarm.place) == (Floor.officer, None)


class TestTellMore:
    async def test_raises_the_report_with_the_number_of_people(
        self, session, conversation
    ):
        alarm = await ring(session, conversation, BLOCKING)

        await alarms.tell_more(
            session, alarm.ticket, danger(BLOCKING), words="八十多人", people=80
        )

        [report] = await risk.list_open(session)
        assert report.headcount == 80
        last = (await tickets.timeline(session, alarm.ticket))[-1]
        assert (last.text, last.author) == ("八十多人", AuthorKind.member)
