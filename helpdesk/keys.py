"""Where the keys come from: the settings, or a file made once for this machine."""

import base64
import binascii
import json
import os
import secrets
from pathlib import Path

from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError
from helpdesk.sealing import KeyRing

KEY_BYTES = 32
FILE_NAME = "keys.json"


def load_keys(settings: Settings) -> KeyRing:
    """Return the keys named in the settings; what is not named comes from the file."""
    field_keys = settings.field_keys and settings.field_keys.get_secret_value()
    lookup_key = settings.lookup_key and settings.lookup_key.get_secret_value()
    if not (field_keys and lookup_key):
        path = settings.data_dir / FILE_NAME
        if not path.exists():
            _refuse_lost(settings, path)
            _make(path)
        kept = _kept(path)
        field_keys = field_keys or kept["field_keys"]
        lookup_key = lookup_key or kept["lookup_key"]
    return KeyRing(_read_field_keys(field_keys), _read_key(lookup_key, "lookup key"))


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
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    keys = {"field_keys": f"k1:{_new_key()}", "lookup_key": _new_key()}
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(keys, file, indent=1)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its keys are read
    finally:
        draft.unlink()


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _read_field_keys(text: str) -> dict[str, bytes]:
    """Read ``id:base64,id:base64``; the first is the current one."""
    keys: dict[str, bytes] = {}
    for entry in text.split(","):
        name, colon, key = entry.strip().partition(":")
        if not (name and colon) or len(name.encode()) > 255 or name in keys:
            raise ConfigurationError("GONGHUI_FIELD_KEYS: write id:base64[,id:base64…]")
        keys[name] = _read_key(key, f"field key {name!r}")
    return keys


def _read_key(text: str, name: str) -> bytes:
    """Read a base64 key of 32 bytes."""
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ConfigurationError(f"{name}: not base64") from error
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"{name}: {len(key)} bytes; {KEY_BYTES} are needed")
    return key
