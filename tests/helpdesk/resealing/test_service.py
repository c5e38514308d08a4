"""Old rows stay readable throughout; a killed run is begun again and finds the rest."""

import base64
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from helpdesk.conversations import Reply, conversations
from helpdesk.database import create_engine, create_sessions, read_only, unit_of_work
from helpdesk.errors import ConfigurationError, IdentityMismatch
from helpdesk.followers import Contact, followers
from helpdesk.keys import load_keys
from helpdesk.members import members
from helpdesk.models import Attempt, ChannelKind, Member, Message, OutboxItem
from helpdesk.notifications import notifications
from helpdesk.resealing import resealing
from helpdesk.sealing import KeyRing, Sealer, sealer_of
from helpdesk.seed import DEMO_MEMBER
from helpdesk.transcripts.records import archive
from tests.helpdesk.conftest import KEYS
from tests.helpdesk.identity.steps import WRONG_TAIL, newcomer, request
from tests.helpdesk.transcripts.records.kept import kept, transcript

NEW = f"k2:{base64.b64encode(b'n' * 32).decode()}"
BOTH = f"{NEW},{KEYS['field_keys']}"


@asynccontextmanager
async def _with(settings, **keys):
    """The same records, read with other keys."""
    secrets = {name: SecretStr(text) for name, text in keys.items()}
    engine = create_engine(settings.model_copy(update=secrets))
    yield create_sessions(engine)
    await engine.dispose()


@pytest.fixture
async def rotated(settings):
    async with _with(settings, field_keys=BOTH) as sessions:
        yield sessions


async def _run(sessions, **options):
    return [step async for step in resealing.reseal(sessions, **options)]


async def _counts(sessions):
    async with read_only(sessions) as session:
        return await resealing.counts(session, ("k1", "k2"))


async def _talk(sessions, said):
    async with unit_of_work(sessions) as session:
        talk = await conversations.start(session, channel=ChannelKind.web)
        message = await conversations.receive(session, talk, message_id="m", text=said)
        await conversations.answer(session, message, [Reply(said)])


class TestReseal:
    async def test_moves_every_value_to_the_current_key(self, rotated):
        await _talk(rotated, "拖欠工资")
        before = await _counts(rotated)

        await _run(rotated)

        after = await _counts(rotated)
        assert before["k1"] > 100
        assert after == {"k1": 0, "k2": before["k1"] + before["k2"]}

    async def test_reads_the_same_before_and_after(self, rotated):
        async with read_only(rotated) as session:
            people = (await session.scalars(select(Member).order_by(Member.id))).all()
        before = [(p.phone, p.id_number, p.name) for p in people]

        await _run(rotated)

        async with read_only(rotated) as session:
            people = (await session.scalars(select(Member).order_by(Member.id))).all()
            found = await members.by_phone(session, DEMO_MEMBER.phone)
        assert [(p.phone, p.id_number, p.name) for p in people] == before
        assert found.id_number == DEMO_MEMBER.id_number

    async def test_opens_what_was_packed_as_well(self, rotated, settings):
        call = kept()
        async with _with(settings) as old, unit_of_work(old) as session:
            [record] = await archive.keep(session, [call])

        await _run(rotated)

        async with (
            _with(settings, field_keys=NEW) as alone,
            read_only(alone) as session,
        ):
            found = await archive.record(session, record.id)
            assert await archive.original(session, record.id) == call.original.data
        assert found.transcript == call.transcript

    async def test_opens_with_the_new_key_alone_afterwards(self, rotated, settings):
        await _run(rotated)

        async with (
            _with(settings, field_keys=NEW) as alone,
            read_only(alone) as session,
        ):
            found = await members.by_phone(session, DEMO_MEMBER.phone)
        assert found.phone == DEMO_MEMBER.phone

    async def test_needs_the_old_key_before(self, rotated, settings):
        async with (
            _with(settings, field_keys=NEW) as alone,
            read_only(alone) as session,
        ):
            with pytest.raises(ConfigurationError, match="'k1' is missing"):
                await members.by_phone(session, DEMO_MEMBER.phone)

    async def test_may_be_stopped_and_begun_again(self, rotated):
        total = (await _counts(rotated))["k1"]
        async for _ in resealing.reseal(rotated, batch=7):
            break  # killed after the first batch

        between = await _counts(rotated)
        steps = await _run(rotated, batch=7)

        assert 0 < between["k2"] < total
        assert steps[0].total < total
        assert (await _counts(rotated))["k1"] == 0

    async def test_tells_how_far_it_is(self, rotated):
        steps = await _run(rotated, batch=20)

        told = [step.done for step in steps if step.table == "members"]
        assert told == sorted(told)
        assert told[-1] == steps[[s.table for s in steps].index("members")].total

    async def test_has_nothing_to_do_twice(self, rotated):
        await _run(rotated)

        assert await _run(rotated) == []

    async def test_lets_others_read_and_write_between_batches(self, rotated):
        said = []
        async for step in resealing.reseal(rotated, batch=10):
            await _talk(rotated, f"第{step.done}句")
            said.append(f"第{step.done}句")

        async with read_only(rotated) as session:
            kept = (await session.scalars(select(Message).order_by(Message.id))).all()
        assert len(said) > 3
        assert [message.text for message in kept] == said

    async def test_does_not_undo_what_another_run_does_meanwhile(self, rotated):
        steps = [
            step
            async for _ in resealing.reseal(rotated, batch=9)
            for step in await _run(rotated, batch=9)
        ]

        assert steps
        assert (await _counts(rotated))["k1"] == 0


class TestRunningProcess:
    async def test_reads_what_a_rotated_key_sealed(self, tmp_path):
        old = KeyRing({"k1": b"o" * 32}, b"l" * 32)
        new = KeyRing({"k2": b"n" * 32, "k1": b"o" * 32}, b"l" * 32)
        running = Sealer(old, renew=lambda: new)

        sealed = Sealer(new).seal("13800138000", purpose="p")

        assert running.open(sealed, purpose="p") == "13800138000"
        assert running.seal("x", purpose="p").startswith(b"\x02k2")


class TestRehash:
    async def test_finds_people_by_the_new_key_and_not_by_the_old(
        self, sessions, engine, settings
    ):
        async with unit_of_work(sessions) as session:
            with pytest.raises(IdentityMismatch):
                await request(session, await newcomer(session), tail=WRONG_TAIL)
        ring = load_keys(settings)
        new = Sealer(KeyRing(ring.field_keys, b"m" * 32))

        async with unit_of_work(sessions) as session:
            assert not await resealing.fits(session, new)
            steps = [step async for step in resealing.rehash(session, new, batch=25)]

        async with read_only(sessions) as session:
            assert steps
            assert await resealing.fits(session, new)
            assert not await resealing.fits(session, sealer_of(engine.dialect))
            assert await members.by_phone(session, DEMO_MEMBER.phone) is None
            counters = select(func.count()).select_from(Attempt)
            assert await session.scalar(counters) == 0
        moved = _with(settings, lookup_key=base64.b64encode(b"m" * 32).decode())
        async with moved as others, read_only(others) as session:
            found = await members.by_phone(session, DEMO_MEMBER.phone)
        assert found.name == DEMO_MEMBER.name

    async def test_a_call_on_record_is_found_with_the_new_key(self, sessions, settings):
        name = f"20260715_{DEMO_MEMBER.phone}"
        async with unit_of_work(sessions) as session:
            [first] = await archive.keep(session, [kept(of=transcript(call_id=name))])
        new = Sealer(KeyRing(load_keys(settings).field_keys, b"m" * 32))

        async with unit_of_work(sessions) as session:
            _ = [step async for step in resealing.rehash(session, new)]

        moved = _with(settings, lookup_key=base64.b64encode(b"m" * 32).decode())
        heard = transcript("请讲", "厂里没发公资", "手也受伤了", call_id=name)
        async with moved as others, unit_of_work(others) as session:
            [line] = await archive.of_phone(session, DEMO_MEMBER.phone)
            [other] = await archive.keep(session, [kept(of=heard, name="c2")])
        assert line.id == first.id
        assert other.same_as_id == first.id

    async def test_an_item_of_the_outbox_without_a_phone_stays_without_a_digest(
        self, sessions, settings
    ):
        async with unit_of_work(sessions) as session:
            follower = await followers.contacted(
                session, "oDEMO-follower-1", Contact.message
            )
            await notifications.tell(
                session, follower.identity_id, text="好", request_key="floor:1"
            )
        new = Sealer(KeyRing(load_keys(settings).field_keys, b"m" * 32))

        async with unit_of_work(sessions) as session:
            _ = [step async for step in resealing.rehash(session, new)]

        async with read_only(sessions) as session:
            assert await session.scalar(select(OutboxItem.recipient_lookup)) is None

    async def test_changes_nothing_when_it_fails_half_way(self, sessions, settings):
        new = Sealer(KeyRing(load_keys(settings).field_keys, b"m" * 32))

        async with sessions() as session:
            steps = resealing.rehash(session, new, batch=25)
            await anext(steps)  # and then the process dies

        async with read_only(sessions) as session:
            assert await members.by_phone(session, DEMO_MEMBER.phone)
