"""Making a backup: files, records, files that came meanwhile, the manifest."""

import asyncio
from importlib.metadata import version
from pathlib import Path

from gonghui.backups import files, postgres, shelf, sqlite
from gonghui.places import trained_model
from helpdesk import clock
from helpdesk import database as engines
from helpdesk.backups import FORMAT, Contents, Filed, Manifest, backups, proofs
from helpdesk.backups.manifest import read
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from helpdesk.keys import load_keys
from helpdesk.sealing import KeyRing


async def make(settings: Settings, *, to: Path, jobs: int) -> tuple[Path, Manifest]:
    """Make one backup; return where it is.

    Files are copied before the records and again after: each that a record of that
    moment refers to was there at one of the two looks.

    Raises:
        BackupFault: It could not be made; nothing is left of it.
    """
    made_at, ring = clock.now(), load_keys(settings)
    before = next(iter(reversed(shelf.listed(to))), None)
    known = read(before).files if before else {}
    with shelf.new(to, at=made_at) as draft:
        copier = files.Copier(settings.data_dir, draft, before, known)
        await asyncio.to_thread(copier.copy)
        contents = await _records(settings, draft, ring, jobs=jobs)
        await asyncio.to_thread(copier.copy)
        manifest = Manifest(
            format=FORMAT,
            made_at=made_at,
            program=version("gonghui"),
            model=_fingerprint(settings),
            contents=contents,
            proofs=proofs(ring),
            files=copier.copied | await _measured(draft),
        )
        manifest.write(draft)
        name = draft.name.removeprefix(shelf.DRAFT)
    return to / name, manifest


async def _records(
    settings: Settings, draft: Path, ring: KeyRing, *, jobs: int
) -> Contents:
    """Copy the records, and count what the copy holds."""
    if settings.is_production:
        return await _dumped(settings, draft, ring, jobs=jobs)
    copied = draft / sqlite.FILE
    records = Path(settings.records_url.database or "")
    await asyncio.to_thread(sqlite.copy, records, copied)
    contents = await described(settings, copied, ring)
    await asyncio.to_thread(sqlite.settle, copied)
    return contents


async def _dumped(
    settings: Settings, draft: Path, ring: KeyRing, *, jobs: int
) -> Contents:
    """Dump and count the rows of one and the same moment."""
    engine = engines.create_engine(settings)
    try:
        sessions = engines.create_sessions(engine)
        async with backups.snapshot(sessions) as (session, name):
            url = settings.records_url
            await postgres.dump(url, draft, snapshot=name, jobs=jobs)
            return await backups.describe(session, ring)
    finally:
        await engine.dispose()


async def described(settings: Settings, file: Path, ring: KeyRing) -> Contents:
    """Count what a copy of SQLite's records holds."""
    engine = engines.create_engine(beside(settings, file))
    try:
        async with engines.read_only(engines.create_sessions(engine)) as session:
            return await backups.describe(session, ring)
    finally:
        await engine.dispose()


def beside(settings: Settings, file: Path) -> Settings:
    """Return the settings with other records."""
    return settings.model_copy(update={"database_url": f"sqlite:///{file.resolve()}"})


async def _measured(draft: Path) -> dict[str, Filed]:
    """Measure the records' files; the others were measured while they were copied."""
    found: dict[str, Filed] = {}
    for place in (postgres.FOLDER, sqlite.FILE):
        if (draft / place).is_dir():
            inside = await asyncio.to_thread(files.measured, draft / place)
            found |= {f"{place}/{name}": filed for name, filed in inside.items()}
        elif (draft / place).is_file():
            found[place] = await asyncio.to_thread(files.measure, draft / place)
    return found


def _fingerprint(settings: Settings) -> str | None:
    """Return what the model was made from: it is trained anew, not kept."""
    try:
        mark = trained_model(settings).with_suffix("").with_suffix(".sha256")
        return mark.read_text().strip()
    except (ConfigurationError, OSError):
        return None
