"""Scope: the part of the union tree that somebody sees."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """A union and those below it, or the whole city where there is no path."""

    path: str | None = None

    def covers(self, path: str | None) -> bool:
        """Tell whether what belongs to a union is seen from here.

        What belongs to no union yet lies at the city's front desk.

        >>> Scope("/1/7/").covers("/1/7/31/"), Scope("/1/7/").covers("/1/70/")
        (True, False)
        >>> Scope("/1/7/").covers(None), Scope(None).covers(None)
        (False, True)
        """
        if self.path is None:
            return True
        return path is not None and path.startswith(self.path)


NOWHERE = Scope("//")
"""Sees nothing: of an officer whose union has no place in the tree."""
