import json

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.audit import SYSTEM
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.models import (
    AuditEntry,
    AuditSubject,
    DeliveryState,
    EventKind,
    HookEvent,
    HookState,
)
from helpdesk.scope import Scope
from helpdesk.webhooks import Fence, webhooks
from helpdesk.webhooks.service import LIMITS
from tests.helpdesk.webhooks.conftest import (
    ELSEWHERE,
    HERE,
    add,
    by,
    happens,
    put_down,
    resolved,
)

DISTRICT, STREET = "/1/7/", "/1/7/31/"


class TestAdd:
    async def test_gives_a_key_that_is_stored_sealed(self, session, officer):
        made = await add(session, officer)

        assert made.secret.startswith("whsec_")
        assert made.webhook.secret == made.secret

    async def test_refuses_an_address_that_may_not_be_called(self, session, officer):
        with pytest.raises(InvalidInput):
            await webhooks.add(
                session,
                url=ELSEWHERE,
                events=[HookEvent.opened],
                scope=Scope(),
                fence=Fence(),
                by=by(officer),
            )

    async def test_refuses_one_that_is_told_nothing(self, session, officer):
        with pytest.raises(InvalidInput):
            await add(session, officer, events=())

    async def test_belongs_to_an_account(self, session):
        with pytest.raises(InvalidInput):
            await webhooks.add(
                session,
                url=ELSEWHERE,
                events=[HookEvent.opened],
                scope=Scope(),
                fence=HERE,
                by=SYSTEM,
            )

    async def test_ends_somewhere(self, session, officer, monkeypatch):
        few = {"most": 1, "old_secret_hours": 24}
        monkeypatch.setattr(
            "helpdesk.webhooks.service.rules", lambda file: {LIMITS: few}[file]
        )
        await add(session, officer)

        with pytest.raises(Conflict):
            await add(session, officer)

    async def test_leaves_a_line_without_the_address(self, session, officer):
        made = await add(session, officer, url=f"{ELSEWHERE}?key=secret")

        [line] = await session.scalars(
            select(AuditEntry).where(AuditEntry.subject == AuditSubject.webhook)
        )
        assert line.subject_id == made.webhook.id
        assert line.officer_id == officer.id
        assert "secret" not in json.dumps(line.after)


class TestFind:
    async def test_sees_its_own_part_of_the_union(self, session, officer):
        made = await add(session, officer, scope=Scope(STREET))

        for scope in (Scope(), Scope(DISTRICT), Scope(STREET)):
            assert await webhooks.find(session, made.webhook.id, scope=scope)
        for scope in (Scope("/1/70/"), Scope("/1/7/31/2/"), Scope("//")):
            with pytest.raises(NotFound):
                await webhooks.find(session, made.webhook.id, scope=scope)

    async def test_of_the_city_is_seen_by_the_city(self, session, officer):
        made = await add(session, officer)

        assert await webhooks.list_within(session, Scope()) == [made.webhook]
        assert await webhooks.list_within(session, Scope(DISTRICT)) == []


class TestChange:
    async def test_begins_anew_when_it_is_called_again(self, session, officer):
        webhook = (await add(session, officer)).webhook
        webhook.state, webhook.failures = HookState.paused, 100
        webhook.rests_until = clock.now()

        await webhooks.change(
            session, webhook, by=by(officer), fence=HERE, state=HookState.active
        )

        assert webhook.state is HookState.active
        assert (webhook.failures, webhook.rests_until) == (0, None)

    async def test_looks_at_a_new_address_as_well(self, session, officer):
        webhook = (await add(session, officer)).webhook

        with pytest.raises(InvalidInput):
            await webhooks.change(
                session, webhook, by=by(officer), fence=Fence(), url=ELSEWHERE
            )


class TestRotate:
    async def test_keeps_the_key_before_for_a_day(self, session, officer, time):
        made = await add(session, officer)

        new = await webhooks.rotate(session, made.webhook, by=by(officer))

        assert new.secret != made.secret
        assert made.webhook.old_secret == made.secret
        assert (made.webhook.old_secret_until - time.at).days == 1


class TestRemove:
    async def test_takes_what_was_to_be_told_along(self, session, officer, ticket):
        webhook = (await add(session, officer)).webhook
        await happens(session, ticket)

        await webhooks.remove(session, webhook, by=by(officer))

        assert await put_down(session) == []


class TestOfEvent:
    @pytest.mark.parametrize(
        ("kind", "told"),
        [
            (EventKind.opened, HookEvent.opened),
            (EventKind.answered, HookEvent.answered),
            (EventKind.rated, HookEvent.rated),
            (EventKind.note, HookEvent.changed),
            (EventKind.assigned, HookEvent.changed),
        ],
    )
    async def test_calls_it_by_what_happened(
        self, session, officer, ticket, kind, told
    ):
        await add(session, officer)

        await happens(session, ticket, kind)

        [delivery] = await put_down(session)
        assert delivery.event is told
        assert delivery.body["event"] == told

    async def test_calls_settling_by_its_name(self, session, officer, ticket):
        await add(session, officer)

        await resolved(session, ticket)

        [delivery] = await put_down(session)
        assert delivery.event is HookEvent.resolved

    async def test_tells_only_what_is_wanted(self, session, officer, ticket):
        await add(session, officer, events=[HookEvent.rated])

        await happens(session, ticket)

        assert await put_down(session) == []

    async def test_tells_nobody_of_another_part_of_the_union(
        self, session, officer, ticket
    ):
        street = await add(session, officer, scope=Scope(STREET))
        await add(session, officer, scope=Scope("/1/70/"))
        ticket.path = STREET

        await happens(session, ticket)

        [delivery] = await put_down(session)
        assert delivery.webhook_id == street.webhook.id

    async def test_tells_nobody_whose_account_is_closed(self, session, officer, ticket):
        await add(session, officer)
        officer.active = False
        await session.flush()

        await happens(session, ticket)

        assert await put_down(session) == []

    async def test_tells_nobodys_words_and_nobodys_name(self, session, officer, ticket):
        await add(session, officer)
        ticket.details, ticket.contact_phone = {"name": "赵启明"}, "13800138017"

        await happens(session, ticket, text="赵启明的电话13800138017")

        [delivery] = await put_down(session)
        told = json.dumps(delivery.body, ensure_ascii=False)
        assert ticket.number in told
        for secret in ("赵启明", "13800138017", ticket.subject):
            assert secret not in told


class TestRetry:
    async def test_tries_a_dead_letter_again(self, session, officer, ticket):
        webhook = (await add(session, officer)).webhook
        await happens(session, ticket)
        [delivery] = await put_down(session)
        delivery.state, delivery.tries = DeliveryState.failed, 9

        await webhooks.retry(session, webhook, delivery.key, by=by(officer))

        assert delivery.state is DeliveryState.waiting
        assert delivery.tries == 0

    async def test_refuses_what_is_still_on_its_way(self, session, officer, ticket):
        webhook = (await add(session, officer)).webhook
        await happens(session, ticket)
        [delivery] = await put_down(session)

        with pytest.raises(Conflict):
            await webhooks.retry(session, webhook, delivery.key, by=by(officer))

    async def test_knows_no_delivery_of_another(self, session, officer, ticket):
        await add(session, officer)
        await happens(session, ticket)
        [delivery] = await put_down(session)
        other = (await add(session, officer)).webhook

        with pytest.raises(NotFound):
            await webhooks.retry(session, other, delivery.key, by=by(officer))

    async def test_is_on_record(self, session, officer, ticket):
        webhook = (await add(session, officer)).webhook
        await happens(session, ticket)
        [delivery] = await put_down(session)
        delivery.state = DeliveryState.failed
        await session.flush()

        await webhooks.retry(session, webhook, delivery.key, by=by(officer))

        entry = (await session.scalars(select(AuditEntry))).all()[-1]
        assert (entry.subject, entry.subject_id) == (AuditSubject.webhook, webhook.id)
        assert entry.after == {"state": "active", "retried": 1}


class TestDead:
    @pytest.fixture
    async def lost(self, session, officer, ticket):
        """A webhook of a street that was never told of two events."""
        webhook = (await add(session, officer, scope=Scope(STREET))).webhook
        ticket.path = STREET
        await happens(session, ticket)
        await happens(session, ticket)
        for delivery in await put_down(session):
            delivery.state = DeliveryState.failed
        await session.flush()
        return webhook

    async def test_is_listed_where_the_webhook_belongs(self, session, lost, ticket):
        for scope in (Scope(), Scope(DISTRICT), Scope(STREET)):
            found = await webhooks.dead(session, scope)
            assert [each.ticket_number for each in found] == [ticket.number] * 2
        assert await webhooks.dead(session, Scope("/1/70/")) == []

    async def test_leaves_out_what_waits_or_arrived(self, session, lost):
        first, second = await put_down(session)
        first.state, second.state = DeliveryState.sent, DeliveryState.waiting
        await session.flush()

        assert await webhooks.dead(session, Scope()) == []

    async def test_all_are_tried_again_and_the_webhook_called(
        self, session, lost, officer
    ):
        lost.state, lost.failures = HookState.paused, 100

        assert await webhooks.retry_all(session, lost, by=by(officer)) == 2

        assert {each.state for each in await put_down(session)} == {
            DeliveryState.waiting
        }
        assert (lost.state, lost.failures) == (HookState.active, 0)
        assert await webhooks.retry_all(session, lost, by=by(officer)) == 0
