"""Which columns are sealed, and which hold keyed digests; read from the models."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from helpdesk.models import Base
from helpdesk.models.sealed import SEALED, Lookup


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns, and what each is sealed for."""

    name: str
    purposes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Digested:
    """A look-up column, and the sealed column that it is the digest of."""

    table: str
    lookup: str
    sealed: str
    field: str | None = None  # of a sealed JSON value


# Nothing beside these tells what was digested: they live minutes and are dropped.
UNKNOWN = frozenset(
    {
        "attempts.key_lookup",
        "calls.call_lookup",
        "console_sessions.token_lookup",
        "idempotent_requests.key_lookup",
        "idempotent_requests.request_lookup",
        "one_time_codes.phone_lookup",
        "one_time_codes.code_lookup",
        "sign_ons.cookie_lookup",
        "sign_ons.state_lookup",
        "wechat_deliveries.key_lookup",
        "wechat_logins.session_lookup",
        "wechat_logins.state_lookup",
    }
)
# Where the sealed column is not called as its look-up column is.
ELSEWHERE: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "identities.source_lookup": ("source_id", None),
        "members.id_lookup": ("id_number", None),
        "outbox_items.recipient_lookup": ("payload", "phone"),
        "tickets.contact_lookup": ("contact_phone", None),
    }
)


def sealed_tables() -> Iterator[SealedTable]:
    """Yield every table that holds something sealed."""
    for table in Base.metadata.sorted_tables:
        purposes = {
            column.name: column.type.purpose
            for column in table.columns
            if isinstance(column.type, SEALED)
        }
        if purposes:
            yield SealedTable(table.name, purposes)


def lookups() -> Iterator[str]:
    """Yield every look-up column as ``table.column``."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Lookup):
                yield f"{table.name}.{column.name}"


def digested() -> Iterator[Digested]:
    """Yield every look-up column whose text is sealed in the same row."""
    for name in lookups():
        if name in UNKNOWN:
            continue
        table, lookup = name.split(".")
        sealed, field = ELSEWHERE.get(name, (lookup.removesuffix("_lookup"), None))
        yield Digested(table, lookup, sealed, field)


def purpose_of(table: str, column: str) -> str:
    """Return what a sealed or look-up column's type was made for."""
    kind = Base.metadata.tables[table].columns[column].type
    if not isinstance(kind, (*SEALED, Lookup)):
        raise TypeError(f"{table}.{column} is neither sealed nor a digest")
    return kind.purpose
