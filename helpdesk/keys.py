"""Where the keys come from: the settings, or a file made once for this machine."""

import base64
import binascii
import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from helpdesk.sealing import KeyRing
from helpdesk.secret_files import read_anew

KEY_BYTES = 32
FILE_NAME = "keys.json"
NEXT_LOOKUP_KEY = "next_lookup_key"
RETIRED_KEYS = "retired_keys"


def load_keys(settings: Settings) -> KeyRing:
    """Return the keys named in the settings; what is not named comes from the file."""
    field_keys = _named(settings.field_keys, "field_keys")
    lookup_key = _named(settings.lookup_key, "lookup_key")
    if not (field_keys and lookup_key):
        path = settings.data_dir / FILE_NAME
        if not path.exists():
            _refuse_lost(settings, path)
            _make(path)
        kept = _kept(path)
        field_keys = field_keys or kept["field_keys"]
        lookup_key = lookup_key or kept["lookup_key"]
    return KeyRing(_read_field_keys(field_keys), read_key(lookup_key, "lookup key"))


def are_there(settings: Settings) -> bool:
    """Tell whether there are keys, without making any."""
    named = settings.field_keys is not None and settings.lookup_key is not None
    return named or (settings.data_dir / FILE_NAME).exists()


def _named(said: SecretStr | None, setting: str) -> str | None:
    """Return a key of the settings; its file may have changed since they were read."""
    if said is None:
        return None
    return read_anew(setting) or said.get_secret_value()


def rotate(settings: Settings) -> str:
    """Put a new field key first in the key file; the old ones go on opening.

    Raises:
        ConfigurationError: The field keys come from the environment.
    """
    _refuse_foreign(settings.field_keys, "GONGHUI_FIELD_KEYS")
    with _changing(settings) as kept:
        name = next_name(_read_field_keys(kept["field_keys"]))
        kept["field_keys"] = f"{name}:{new_key()},{kept['field_keys']}"
    return name


def retire(settings: Settings, name: str) -> None:
    """Put a field key aside; what it sealed opens no more.

    It stays in the file, unread: old backups need it, and so would a process that was
    never restarted and still seals with it.

    Raises:
        ConfigurationError: It is the current key, or no key of the file.
    """
    _refuse_foreign(settings.field_keys, "GONGHUI_FIELD_KEYS")
    with _changing(settings) as kept:
        current, *others = kept["field_keys"].split(",")
        named = [entry for entry in others if entry.partition(":")[0].strip() == name]
        if not named:
            raise ConfigurationError(f"{name!r} is not one of the old field keys")
        left = [entry for entry in others if entry not in named]
        kept["field_keys"] = ",".join([current, *left])
        aside = filter(None, [kept.get(RETIRED_KEYS), *named])
        kept[RETIRED_KEYS] = ",".join(aside)


def prepare_lookup_key(settings: Settings) -> bytes:
    """Return the lookup key that is to follow; the file remembers it until then."""
    _refuse_foreign(settings.lookup_key, "GONGHUI_LOOKUP_KEY")
    with _changing(settings) as kept:
        kept.setdefault(NEXT_LOOKUP_KEY, new_key())
    return read_key(kept[NEXT_LOOKUP_KEY], "next lookup key")


def promote_lookup_key(settings: Settings) -> None:
    """Make the prepared lookup key the one that is used."""
    with _changing(settings) as kept:
        kept["lookup_key"] = kept.pop(NEXT_LOOKUP_KEY)


def next_name(names: Iterable[str]) -> str:
    """Return the id of the next key.

    >>> next_name(["k2", "k1", "old"])
    'k3'
    """
    numbers = (re.fullmatch(r"k(\d{1,9})", name) for name in names)
    return f"k{max((int(found[1]) for found in numbers if found), default=0) + 1}"


def _refuse_foreign(named: SecretStr | None, variable: str) -> None:
    if named is not None:
        raise ConfigurationError(f"the key comes from {variable}; change it there")


@contextmanager
def _changing(settings: Settings) -> Iterator[dict[str, str]]:
    """Give the key file's content to change; of two changes one waits.

    The file is replaced in one step: a crash leaves the old one or the new one.
    """
    path = settings.data_dir / FILE_NAME
    load_keys(settings)  # makes the file, or says why it is not there
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _kept(path)
        yield kept
        _draft(path, kept).replace(path)


def _refuse_lost(settings: Settings, path: Path) -> None:
    """New keys beside old records would make them unreadable for good."""
    records = Path(settings.records_url.database or "")
    if records.is_file() and records.stat().st_size:
        raise ConfigurationError(f"{path} is missing, {records} is not; restore it")


def _kept(path: Path) -> dict[str, str]:
    """Read the key file."""
    kept = json.loads(path.read_text())
    if not isinstance(kept, dict) or not {"field_keys", "lookup_key"} <= kept.keys():
        raise ConfigurationError(f"{path}: not a key file; restore it from a backup")
    return kept


def _make(path: Path) -> None:
    """Write new keys under another name, then link: of two processes one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _draft(path, {"field_keys": f"k1:{new_key()}", "lookup_key": new_key()})
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its keys are read
    finally:
        draft.unlink()


def _draft(path: Path, keys: Mapping[str, str]) -> Path:
    """Write keys beside the key file; they are on the disk when this returns."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(dict(keys), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return draft


def new_key() -> str:
    """Return a fresh key in base64."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _read_field_keys(text: str) -> dict[str, bytes]:
    """Read ``id:base64,id:base64``; the first is the current one."""
    keys: dict[str, bytes] = {}
    for entry in text.split(","):
        name, colon, key = entry.strip().partition(":")
        if not (name and colon) or len(name.encode()) > 255 or name in keys:
            raise ConfigurationError("GONGHUI_FIELD_KEYS: write id:base64[,id:base64…]")
        keys[name] = read_key(key, f"field key {name!r}")
    return keys


def read_key(text: str, name: str) -> bytes:
    """Read a base64 key of 32 bytes."""
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ConfigurationError(f"{name}: not base64") from error
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"{name}: {len(key)} bytes; {KEY_BYTES} are needed")
    return key
