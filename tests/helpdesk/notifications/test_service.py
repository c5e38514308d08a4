import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import ConfigurationError, DeliveryFailed, InvalidInput
from helpdesk.models import OutboxItem, OutboxState
from helpdesk.notifications import DemoSender, NoSender, notifications

PHONE = "13800138000"


class Recorder:
    """A sender that keeps what it was given."""

    def __init__(self, error=None):
        self.sent, self.error = [], error

    async def send(self, message):
        if self.error:
            raise self.error
        self.sent.append(message)


async def _queue(sessions, code="123456", **more):
    async with unit_of_work(sessions) as session:
        await _queue_in(session, code, **more)


async def _queue_in(session, code="123456", **more):
    await notifications.send_sms(
        session,
        phone=PHONE,
        template="one_time_code",
        values={"code": code, "minutes": "5"},
        **more,
    )


async def _items(sessions):
    async with read_only(sessions) as session:
        return (await session.scalars(select(OutboxItem))).all()


class TestSendSms:
    async def test_waits_for_the_commit(self, sessions):
        async with unit_of_work(sessions) as session:
            await _queue_in(session)
            assert await _items(sessions) == []

        assert len(await _items(sessions)) == 1

    async def test_refuses_what_can_not_be_written(self, session):
        with pytest.raises(ConfigurationError, match="minutes"):
            await notifications.send_sms(
                session, phone=PHONE, template="one_time_code", values={"code": "1"}
            )
        with pytest.raises(ConfigurationError, match="no_such"):
            await notifications.send_sms(
                session, phone=PHONE, template="no_such", values={}
            )

    async def test_refuses_what_is_no_mobile(self, session):
        with pytest.raises(InvalidInput):
            await notifications.send_sms(
                session, phone="12351", template="one_time_code", values={}
            )


class TestDeliverDue:
    async def test_hands_over_phone_template_values_and_text(self, sessions):
        await _queue(sessions)
        sender = Recorder()

        assert await notifications.deliver_due(sessions, sender) == 1

        (message,) = sender.sent
        assert (message.phone, message.template) == (PHONE, "one_time_code")
        assert message.values == {"code": "123456", "minutes": "5"}
        assert "123456" in message.text

    async def test_delivers_once_and_in_order(self, sessions):
        for code in ("1", "2", "3"):
            await _queue(sessions, code)
        sender = Recorder()

        await notifications.deliver_due(sessions, sender)
        assert await notifications.deliver_due(sessions, sender) == 0

        assert [message.values["code"] for message in sender.sent] == ["1", "2", "3"]

    async def test_waits_longer_after_each_failure(self, sessions, time):
        await _queue(sessions)
        failing = Recorder(DeliveryFailed("busy"))
        pauses = []
        for _ in range(3):
            assert await notifications.deliver_due(sessions, failing) == 0
            (item,) = await _items(sessions)
            pauses.append((item.due_at - time.at).total_seconds())
            time.at = item.due_at

        assert pauses == [10, 20, 40]
        assert (item.state, item.error) == (OutboxState.waiting, "busy")
        assert await notifications.deliver_due(sessions, Recorder()) == 1

    async def test_gives_up_at_last(self, sessions, time):
        await _queue(sessions)
        for _ in range(8):
            await notifications.deliver_due(sessions, NoSender())
            time.forward(hours=1)

        (item,) = await _items(sessions)
        assert item.state is OutboxState.failed
        assert "no provider" in item.error

    async def test_does_not_send_what_has_expired(self, sessions, time):
        await _queue(sessions, expires_at=time.at + timedelta(minutes=5))
        time.forward(minutes=5)
        sender = Recorder()

        assert await notifications.deliver_due(sessions, sender) == 0

        (item,) = await _items(sessions)
        assert (item.state, sender.sent) == (OutboxState.failed, [])

    async def test_sends_again_when_a_worker_died_in_between(self, sessions, time):
        await _queue(sessions)
        with pytest.raises(KeyboardInterrupt):
            await notifications.deliver_due(sessions, Recorder(KeyboardInterrupt()))
        assert await notifications.deliver_due(sessions, Recorder()) == 0

        time.forward(seconds=10)

        assert await notifications.deliver_due(sessions, Recorder()) == 1

    async def test_holds_no_transaction_while_the_provider_is_waited_for(
        self, sessions
    ):
        await _queue(sessions)

        class Busy:
            async def send(self, message):
                await _queue(sessions, "654321")  # another writer gets through

        assert await notifications.deliver_due(sessions, Busy()) == 1
        assert len(await _items(sessions)) == 2


class TestDemoSender:
    async def test_logs_the_code_but_not_the_phone(self, sessions, caplog):
        await _queue(sessions)

        with caplog.at_level(logging.INFO):
            await notifications.deliver_due(sessions, DemoSender())

        assert "123456" in caplog.text
        assert "138****8000" in caplog.text
        assert PHONE not in caplog.text


class TestDemoMessages:
    async def test_shows_what_was_sent_newest_first(self, sessions):
        await _queue(sessions, "111111")
        await _queue(sessions, "222222")
        async with read_only(sessions) as session:
            assert await notifications.demo_messages(session, PHONE) == []

        await notifications.deliver_due(sessions, DemoSender())

        async with read_only(sessions) as session:
            shown = await notifications.demo_messages(session, "138 0013 8000")
            other = await notifications.demo_messages(session, "13800138001")
        assert ["222222" in message.text for message in shown] == [True, False]
        assert shown[0].at <= clock.now()
        assert other == []
