"""Several bots with the same dialogues, on a file and on a real PostgreSQL."""

import asyncio

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot import locks, trackers
from bot.dialogues import Dialogues, OvertakenError
from bot.folding import known
from bot.shared_line import Place
from bot.trackers import CompactTrackerStore
from tests.bot import servers
from tests.bot.loops import run


def domain(*slots, forms=("wages_form",), actions=("action_tell",)):
    return Domain.from_dict(
        {
            "intents": ["greet"],
            "actions": list(actions),
            "slots": {
                name: {"type": "any", "mappings": [{"type": "custom"}]}
                for name in (*slots, "requested_slot")
            },
            "forms": {name: {"required_slots": []} for name in forms},
        }
    )


TODAY = domain("employer")
BEGUN = [ActionExecuted("action_session_start"), SessionStarted()]


@pytest.fixture(scope="module")
def postgresql():
    with servers.postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rasa.db'}"
    url = request.getfixturevalue("postgresql")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS dialogues"))
    engine.dispose()
    return url


@pytest.fixture
def bots(url):
    """Two bots that know the same dialogues."""
    several = [CompactTrackerStore(TODAY, url) for _ in range(2)]
    yield several
    for store in several:
        store.dialogues.close()


def begun(store):
    """A dialogue of which nothing is on record."""
    tracker = store.init_tracker("t")
    tracker.update_with_events(list(BEGUN), TODAY)
    return tracker


async def turn(store, employer, sender="t"):
    """Go on with a dialogue as a turn does."""
    await store.refresh(sender)
    tracker = await store.retrieve(sender) or store.init_tracker(sender)
    tracker.update(SlotSet("employer", employer))
    await store.save(tracker)


async def told(store, sender="t"):
    await store.refresh(sender)
    found = await store.peek(sender)
    return found and found.get_slot("employer")


class TestSeveralBots:
    def test_each_goes_on_from_what_the_other_has_kept(self, bots):
        async def work():
            one, two = bots
            await turn(one, "甲厂")
            assert await told(two) == "甲厂"
            await turn(two, "乙厂")
            assert await told(one) == "乙厂"  # though it had the dialogue at hand
            await turn(one, "丙厂")
            assert await told(two) == "丙厂"

        run(work())

    def test_who_comes_too_late_overwrites_nothing(self, bots):
        async def work():
            one, two = bots
            await turn(one, "甲厂")
            await one.refresh("t")
            late = await one.retrieve("t")
            late.update(SlotSet("employer", "太晚"))
            await turn(two, "乙厂")

            with pytest.raises(OvertakenError):
                await one.save(late)

            assert await told(one) == await told(two) == "乙厂"

        run(work())

    def test_two_do_not_begin_the_same_dialogue(self, bots):
        async def work():
            one, two = bots
            began = [begun(store) for store in bots]
            await one.save(began[0])
            with pytest.raises(OvertakenError):
                await two.save(began[1])

        run(work())

    def test_a_dialogue_that_was_forgotten_begins_anew_everywhere(self, bots, url):
        async def work():
            one, two = bots
            await turn(one, "甲厂")
            assert await told(two) == "甲厂"
            forget(url)
            await turn(one, "新的")
            forget(url)
            assert await told(one) is None
            await turn(two, "又是新的")
            assert await told(one) == "又是新的"

        run(work())

    def test_a_bot_whose_lease_is_over_keeps_nothing(self, bots):
        async def work():
            one, _ = bots
            await turn(one, "甲厂")
            await one.refresh("t")
            tracker = await one.retrieve("t")
            over = locks.Turn("t", Place("t", "bot-1", until=0.0))
            locks._current.set(over)
            with pytest.raises(locks.TurnLostError):
                await one.save(tracker)
            assert await told(one) == "甲厂"

        run(work())

    def test_half_a_turn_is_forgotten_also_of_a_new_dialogue(self, bots):
        async def work():
            one, _ = bots
            tracker = await one.get_or_create_tracker("t")
            tracker.update(SlotSet("employer", "half a turn"))
            assert await told(one) is None

        run(work())


def forget(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM dialogues"))
    engine.dispose()


class TestDialogues:
    def test_takes_up_a_table_without_versions(self, url):
        engine = sa.create_engine(url)
        old = (
            "CREATE TABLE dialogues (sender VARCHAR(128) PRIMARY KEY, "
            "events TEXT NOT NULL, saved_at FLOAT NOT NULL)"
        )
        with engine.begin() as connection:
            connection.execute(sa.text(old))
            connection.execute(sa.text("INSERT INTO dialogues VALUES ('t', '[]', 1)"))
        engine.dispose()

        async def work():
            dialogues = Dialogues(url)
            row = await dialogues.find("t")
            assert (row.version, row.events) == (0, "[]")
            version = await dialogues.keep("t", "[1]", after=row.version)
            assert (await dialogues.find("t", known=version)).events is None
            dialogues.close()

        run(work())

    def test_bots_that_start_together_make_one_table(self, url):
        async def work():
            several = [Dialogues(url) for _ in range(4)]
            await asyncio.gather(*(dialogues.check() for dialogues in several))
            for dialogues in several:
                dialogues.close()

        run(work())

    def test_is_read_although_the_connections_were_cut(self, postgresql):
        dialogues = Dialogues(postgresql)
        cut = sa.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'gonghui-bot'"
        )

        async def work():
            version = await dialogues.keep("cut", "before", after=0)
            await asyncio.gather(*(dialogues.find("cut") for _ in range(4)))
            engine = sa.create_engine(postgresql)
            with engine.begin() as connection:
                connection.execute(cut)
            engine.dispose()
            found = await dialogues.find("cut")
            return found.events, await dialogues.keep("cut", "after", after=version)

        assert run(work())[0] == "before"
        dialogues.close()

    def test_says_nothing_of_what_was_said_when_it_fails(self, tmp_path):
        (tmp_path / "rasa.db").write_bytes(b"no database, but long enough to be read")
        dialogues = Dialogues(f"sqlite:///{tmp_path / 'rasa.db'}")

        with pytest.raises(sa.exc.DatabaseError) as caught:
            run(dialogues.keep("t", "电话13800138000", after=0))

        assert "13800138000" not in str(caught.value)
        dialogues.close()

    def test_a_database_without_room_refuses_and_keeps_what_it_has(self, tmp_path):
        file = tmp_path / "rasa.db"
        dialogues = Dialogues(f"sqlite:///{file}")

        async def work():
            version = await dialogues.keep("t", "before", after=0)
            with dialogues._engine.connect() as connection:
                connection.execute(sa.text("PRAGMA max_page_count = 1"))
            with pytest.raises(sa.exc.OperationalError, match="full"):
                await dialogues.keep("t", "x" * 200_000, after=version)
            return await dialogues.find("t")

        assert run(work()).events == "before"
        dialogues.close()

    def test_a_database_that_is_away_fails_the_turn(self):
        dialogues = Dialogues("postgresql://gonghui@127.0.0.1:9/talks")

        with pytest.raises(sa.exc.OperationalError):
            run(dialogues.check())
        dialogues.close()


class TestInstall:
    def test_a_dialogue_that_cannot_be_read_is_not_taken_for_an_empty_one(
        self, monkeypatch
    ):
        safe = trackers.FailSafeTrackerStore
        for name in ("on_tracker_store_error", "on_tracker_store_retrieve_error"):
            monkeypatch.setattr(safe, name, getattr(safe, name))
        trackers.install()
        store = CompactTrackerStore(TODAY, "postgresql://gonghui@127.0.0.1:9/talks")

        async def work():
            wrapped = safe(store)
            with pytest.raises(sa.exc.OperationalError):
                await wrapped.retrieve("t")
            with pytest.raises(sa.exc.OperationalError):
                await wrapped.save(begun(store))

        run(work())
        store.dialogues.close()


class TestOlderModels:
    """A dialogue that began under a model that had more than today's has."""

    def test_what_is_gone_is_left_out_and_the_rest_stays(self, tmp_path):
        url = f"sqlite:///{tmp_path / 'rasa.db'}"
        older = domain(
            "employer", "gone", forms=("gone_form",), actions=("action_gone",)
        )
        events = [
            *BEGUN,
            SlotSet("employer", "甲厂"),
            SlotSet("gone", "什么"),
            ActionExecuted("action_gone"),
            ActionExecuted("gone_form"),
            ActiveLoop("gone_form"),
            SlotSet("requested_slot", "gone"),
            ActionExecuted("action_listen"),
        ]
        before = CompactTrackerStore(older, url)
        tracker = DialogueStateTracker.from_events("t", events, slots=older.slots)
        assert tracker.active_loop_name == "gone_form"
        run(before.save(tracker))

        found = run(CompactTrackerStore(TODAY, url).peek("t"))

        assert found.get_slot("employer") == "甲厂"
        assert found.active_loop_name is None
        assert found.get_slot("requested_slot") is None
        assert found.latest_action_name == "action_listen"

    def test_what_is_known_stays_as_it_was(self):
        events = [
            *BEGUN,
            UserUttered("你好", {"name": "greet", "confidence": 1.0}),
            ActionExecuted("wages_form"),
            ActiveLoop("wages_form"),
            SlotSet("requested_slot", "employer"),
            ActionExecuted("action_listen"),
        ]

        assert list(known(events, TODAY)) == events
