import os

import pytest
from sqlalchemy import delete, select

from helpdesk import clock
from helpdesk.audit import SYSTEM, Actor
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.evidence import Fetched, evidence, vault
from helpdesk.models import (
    Attachment,
    AttachmentKind,
    AuditAction,
    AuditEntry,
    AuditSubject,
    AuthorKind,
)

JPEG = b"\xff\xd8\xff\xe0photo"


@pytest.fixture
async def kept(sessions, conversation, session, tmp_path):
    """A picture in the vault."""
    await evidence.receive(
        session,
        conversation,
        message_id="p1",
        kind=AttachmentKind.image,
        source="MEDIA",
    )
    await session.commit()

    async def give(_source, _largest):
        return Fetched(JPEG)

    await evidence.fetch_due(sessions, give, data_dir=tmp_path)
    async with sessions() as fresh:
        [found] = (await fresh.scalars(Attachment.__table__.select())).all()
        return await fresh.get_one(Attachment, found)


class TestOpen:
    async def test_gives_an_officer_the_bytes_and_notes_it(
        self, session, kept, officer, tmp_path
    ):
        by = Actor(AuthorKind.officer, officer_id=officer.id)

        content = await evidence.open_(
            session, kept, by=by, reason="核对工资条", data_dir=tmp_path
        )

        assert content == JPEG
        about = select(AuditEntry).filter_by(
            subject=AuditSubject.attachment, subject_id=kept.id
        )
        [entry] = await session.scalars(about)
        assert entry.action is AuditAction.viewed
        assert entry.officer_id == officer.id
        assert entry.reason == "核对工资条"

    @pytest.mark.parametrize("reason", ["", "看看", "   \x00 "])
    async def test_asks_why(self, session, kept, officer, tmp_path, reason):
        by = Actor(AuthorKind.officer, officer_id=officer.id)

        with pytest.raises(InvalidInput):
            await evidence.open_(session, kept, by=by, reason=reason, data_dir=tmp_path)

    async def test_is_for_officers_only(self, session, kept, tmp_path):
        with pytest.raises(InvalidInput, match="officer"):
            await evidence.open_(
                session, kept, by=SYSTEM, reason="核对工资条", data_dir=tmp_path
            )

    async def test_says_when_the_file_is_missing(
        self, session, kept, officer, tmp_path
    ):
        vault.remove(tmp_path, kept.path)
        by = Actor(AuthorKind.officer, officer_id=officer.id)

        with pytest.raises(NotFound):
            await evidence.open_(
                session, kept, by=by, reason="核对工资条", data_dir=tmp_path
            )


class TestSweep:
    async def test_leaves_what_a_row_speaks_of(self, sessions, kept, tmp_path):
        _age(tmp_path / kept.path)

        swept = await evidence.sweep(sessions, data_dir=tmp_path)

        assert (swept.strays, swept.missing) == (0, 0)
        assert (tmp_path / kept.path).exists()

    async def test_deletes_what_no_row_speaks_of(self, sessions, kept, tmp_path):
        async with unit_of_work(sessions) as session:
            await session.execute(delete(Attachment))
        _age(tmp_path / kept.path)

        swept = await evidence.sweep(sessions, data_dir=tmp_path)

        assert swept.strays == 1
        assert not (tmp_path / kept.path).exists()

    async def test_leaves_what_is_being_written(self, sessions, tmp_path):
        fresh = vault.put(tmp_path, JPEG, at=clock.now())

        assert (await evidence.sweep(sessions, data_dir=tmp_path)).strays == 0
        assert (tmp_path / fresh.path).exists()

    async def test_tells_of_a_missing_file(self, sessions, kept, tmp_path):
        vault.remove(tmp_path, kept.path)

        assert (await evidence.sweep(sessions, data_dir=tmp_path)).missing == 1

    async def test_has_nothing_to_do_before_anything_was_sent(self, sessions, tmp_path):
        swept = await evidence.sweep(sessions, data_dir=tmp_path)

        assert (swept.strays, swept.missing) == (0, 0)


def _age(file):
    """Make a file older than the pause."""
    old = clock.now().timestamp() - 2 * 3600
    os.utime(file, (old, old))
