"""One database's names in memory, brought up to date by what has changed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.finding.found import Entry
from helpdesk.finding.index import NameIndex
from helpdesk.finding.repository import NameRepository, Names
from helpdesk.models import NameSubject

FEW = 500
"""As many names are indexed in some 20 ms; more are not worth holding others up."""

type Load = Callable[[NameRepository], Awaitable[Names]]


@dataclass(slots=True)
class Shelf:
    """One kind of names: what is known of them, and the index made of it."""

    subject: NameSubject
    load: Load
    mark: int | None = None
    names: Names = field(default_factory=dict)
    index: NameIndex = field(default_factory=NameIndex)
    one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def fresh(self, session: AsyncSession) -> NameIndex:
        """Return the index as of this session; only changed names are indexed anew."""
        repository = NameRepository(session)
        mark = await repository.mark(self.subject)
        async with self.one_by_one:
            if mark != self.mark:
                await self._take(await self.load(repository))
                self.mark = mark
            return self.index

    async def _take(self, names: Names) -> None:
        """Carry over what differs; where that is much, a new index is made aside.

        The thread shares nothing with whoever searches meanwhile.
        """
        differing = changed(self.names, names)
        if len(differing) > FEW:
            self.index = await asyncio.to_thread(indexed, names)
        else:
            for key in differing:
                self.index.remove(key)
                for entry in entries(key, names.get(key, ())):
                    self.index.add(entry)
        self.names = names


class Directory:
    """The indexes of one database."""

    def __init__(self) -> None:
        organisations = NameSubject.organisations
        self.employers = Shelf(organisations, NameRepository.employers)
        self.unions = Shelf(organisations, NameRepository.unions)
        self.sites = Shelf(NameSubject.sites, NameRepository.sites)


class Directories:
    """Keeps a directory for each database as long as its engine lives."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Engine, Directory] = WeakKeyDictionary()

    def of(self, session: AsyncSession) -> Directory:
        """Return the directory of a session's database."""
        engine = session.get_bind().engine
        return self._known.setdefault(engine, Directory())


def entries(key: int, told: tuple[str | None, ...]) -> list[Entry]:
    """Return what is found under a key: one entry for each name on record."""
    district, street, *names = told or (None, None)
    return [Entry(key, name, district, street) for name in names if name]


def indexed(names: Names) -> NameIndex:
    """Return an index of all these names."""
    return NameIndex(entry for key in names for entry in entries(key, names[key]))


def changed(before: Names, after: Names) -> list[int]:
    """Return the keys that came, went or have other names, in order."""
    return sorted(
        key for key in before.keys() | after.keys() if before.get(key) != after.get(key)
    )
