"""The way back: everything is checked before anything is written."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from gonghui.backups import files, postgres, sqlite
from gonghui.backups.making import beside
from helpdesk import clock, schema
from helpdesk import database as engines
from helpdesk.backups import Manifest, backups, differing
from helpdesk.backups.manifest import read
from helpdesk.backups.proofs import LOOKUP
from helpdesk.config import Settings
from helpdesk.errors import BackupFault
from helpdesk.keys import FILE_NAME, are_there, load_keys


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what is to be known of it."""

    manifest: Manifest
    opened: int
    files: int
    skipped: int
    pending: int


async def verify(settings: Settings, backup: Path) -> Manifest:
    """Read a whole backup: every file as it was written, the records readable.

    Raises:
        BackupFault: Something is missing or damaged.
    """
    manifest = read(backup)
    await asyncio.to_thread(files.check, backup, manifest.files)
    if manifest.contents.kind == "postgresql":
        await postgres.outline(settings.records_url, backup)
    else:
        await asyncio.to_thread(sqlite.check, backup / sqlite.FILE)
    return manifest


async def restore(
    settings: Settings, backup: Path, *, replace: bool, jobs: int
) -> Restored:
    """Bring a backup back into an empty database, or in the place of what is there.

    Raises:
        BackupFault: It does not fit or is damaged; the text says what to do.
    """
    manifest = read(backup)
    _refuse_another_kind(settings, manifest)
    _refuse_other_keys(settings, manifest)
    await verify(settings, backup)
    if settings.is_production:
        await _load(settings, backup, replace=replace, jobs=jobs)
        opened = await _check(settings, manifest)
    else:
        opened = await _lay_down(settings, backup, manifest, replace=replace)
    brought = await asyncio.to_thread(
        files.bring_back, backup, settings.data_dir, manifest.files
    )
    skipped, pending = await _settle(settings)
    return Restored(manifest, opened, brought, skipped, pending)


def _refuse_another_kind(settings: Settings, manifest: Manifest) -> None:
    kind, held = settings.records_url.get_backend_name(), manifest.contents
    if held.kind != kind:
        raise BackupFault(
            f"the backup is of {held.server}, GONGHUI_DATABASE_URL names {kind}"
        )
    if held.revision > schema.head():
        raise BackupFault(
            f"the backup's schema ({held.revision}) is newer than this program's "
            f"({schema.head()}): restore it with program {manifest.program} or newer"
        )


def _refuse_other_keys(settings: Settings, manifest: Manifest) -> None:
    if not are_there(settings):
        raise BackupFault(
            f"there are no keys: bring {FILE_NAME} of that time into "
            f"{settings.data_dir}, or set GONGHUI_FIELD_KEYS and GONGHUI_LOOKUP_KEY"
        )
    used = {name for name, count in manifest.contents.keys.items() if count}
    ring = load_keys(settings)
    wrong = differing(ring, manifest.proofs, needed=frozenset(used | {LOOKUP}))
    if wrong:
        raise BackupFault(
            f"without the keys of that time nothing opens; missing or another: "
            f"{', '.join(wrong)} (GONGHUI_FIELD_KEYS, GONGHUI_LOOKUP_KEY, or keys.json)"
        )


async def _load(settings: Settings, backup: Path, *, replace: bool, jobs: int) -> None:
    engine = engines.create_engine(settings)
    try:
        async with engines.unit_of_work(engines.create_sessions(engine)) as session:
            if not await backups.is_empty(session):
                _refuse_unless(replace, "the database")
                await backups.clear(session)
    finally:
        await engine.dispose()
    await postgres.load(settings.records_url, backup, jobs=jobs)


async def _lay_down(
    settings: Settings, backup: Path, manifest: Manifest, *, replace: bool
) -> int:
    """Copy SQLite's records beside their place, check them, then rename."""
    records = Path(settings.records_url.database or "")
    if records.exists():
        _refuse_unless(replace, records)
    records.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = records.with_name(f".{records.name}.restoring")
    draft.unlink(missing_ok=True)
    await asyncio.to_thread(files.copy, backup / sqlite.FILE, draft)
    opened = await _check(beside(settings, draft), manifest)
    await asyncio.to_thread(sqlite.settle, draft)
    if records.exists():
        sqlite.put_aside(records, f"{records.name}.before-{clock.now():%Y%m%dT%H%M%S}")
    draft.rename(records)
    return opened


def _refuse_unless(replace: bool, what: object) -> None:
    if not replace:
        raise BackupFault(
            f"{what} is not empty: name an empty one, or say --replace to give up "
            "what is there"
        )


async def _check(settings: Settings, manifest: Manifest) -> int:
    engine = engines.create_engine(settings)
    try:
        async with engines.read_only(engines.create_sessions(engine)) as session:
            return await backups.check(session, manifest.contents, load_keys(settings))
    finally:
        await engine.dispose()


async def _settle(settings: Settings) -> tuple[int, int]:
    engine = engines.create_engine(settings)
    try:
        async with engines.unit_of_work(engines.create_sessions(engine)) as session:
            skipped = await backups.settle(session)
        found = await schema.standing(engine)
        return skipped, len(found.pending)
    finally:
        await engine.dispose()
