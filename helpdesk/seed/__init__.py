"""Demo data: synthetic members, unions, sites, lawyers and an officer."""

from helpdesk.seed.people import (
    DEMO_GIG_WORKER,
    DEMO_MEMBER,
    DEMO_OFFICER,
    DEMO_STAFF,
    Account,
    Person,
)
from helpdesk.seed.seeding import fill, seed

__all__ = [
    "DEMO_GIG_WORKER",
    "DEMO_MEMBER",
    "DEMO_OFFICER",
    "DEMO_STAFF",
    "Account",
    "Person",
    "fill",
    "seed",
]
