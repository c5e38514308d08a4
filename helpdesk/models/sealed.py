"""Column types of personal data: encrypted at rest, found by a keyed digest."""

import json
import zlib
from typing import Any

from sqlalchemy import Dialect, LargeBinary, TypeDecorator

from helpdesk.errors import InvalidInput
from helpdesk.sealing import sealer_of

LARGEST = 256 * 1024 * 1024
"""Bytes that may come out of a packed value, whatever its row claims."""

type Digest = str | bytes
"""What a look-up column holds: set and compared in the clear, read as a digest."""


class Sealed(TypeDecorator[str]):
    """A text that only this installation's keys can read."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal on the way into the database."""
        if value is None:
            return None
        return sealer_of(dialect).seal(value, purpose=self.purpose)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Open on the way out."""
        if value is None:
            return None
        return sealer_of(dialect).open(value, purpose=self.purpose)


class SealedJSON(TypeDecorator[Any]):
    """A JSON value that only this installation's keys can read."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ANN401 - JSON is anything
        """Seal on the way into the database."""
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False)
        return sealer_of(dialect).seal(text, purpose=self.purpose)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:  # noqa: ANN401 - JSON is anything
        """Open on the way out."""
        if value is None:
            return None
        return json.loads(sealer_of(dialect).open(value, purpose=self.purpose))


class Packed(TypeDecorator[bytes]):
    """Bytes that are compressed, then sealed."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Compress and seal on the way into the database."""
        if value is None:
            return None
        return sealer_of(dialect).seal_bytes(pack(value), purpose=self.purpose)

    def process_result_value(
        self, value: bytes | None, dialect: Dialect
    ) -> bytes | None:
        """Open and unpack on the way out."""
        if value is None:
            return None
        return unpack(sealer_of(dialect).open_bytes(value, purpose=self.purpose))


class PackedJSON(TypeDecorator[Any]):
    """A JSON value that is long: compressed, then sealed."""

    impl = Packed
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__(purpose)
        self.purpose = purpose

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ANN401 - JSON is anything
        """Write it down, for ``Packed`` to compress and seal."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False).encode(errors="replace")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:  # noqa: ANN401 - JSON is anything
        """Read what ``Packed`` opened and unpacked."""
        return None if value is None else json.loads(value)


SEALED = (Sealed, SealedJSON, Packed, PackedJSON)
"""Every type of column that only this installation's keys can read."""


def pack(content: bytes) -> bytes:
    """Compress bytes.

    Raises:
        InvalidInput: There are more than will ever be taken out again.
    """
    if len(content) > LARGEST:
        raise InvalidInput(f"more than {LARGEST} bytes")
    return zlib.compress(content)


def unpack(packed: bytes) -> bytes:
    """Take bytes out again, never more than went in.

    Raises:
        InvalidInput: More would come out: it is no row of ours.
    """
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(packed, LARGEST)
    if not unpacking.eof:
        raise InvalidInput("a packed value does not end")
    return content


class Lookup(TypeDecorator[Digest]):
    """The keyed digest beside a sealed column.

    A text is digested on its way in, so ``Member.phone_lookup == phone`` finds the
    row; a digest that was read passes unchanged.
    """

    impl = LargeBinary(32)
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(
        self, value: Digest | None, dialect: Dialect
    ) -> bytes | None:
        """Digest a text; let a digest pass."""
        if isinstance(value, str):
            return sealer_of(dialect).digest(value, purpose=self.purpose)
        return value
