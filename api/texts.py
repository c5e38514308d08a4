"""What the gateway itself says to people; the words stand in texts.yml."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from helpdesk.risk import DangerKind

HOME = Path(__file__).with_name("texts.yml")


class Told(BaseModel):
    """One text as it is written and as it is said on the telephone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chat: str
    spoken: str


class Texts(BaseModel):
    """One field for each text, so that a missing or surplus key stops the start."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text_missing: str
    text_too_long: str
    text_unreadable: str
    text_not_a_string: str
    conversation_unreadable: str
    message_id_unreadable: str
    request_unreadable: str
    request_not_an_object: str
    request_too_large: str
    request_wrong: str
    too_many_messages: str

    token_wrong: str
    call_id_wrong: str
    seq_wrong: str
    event_wrong: str
    caller_wrong: str
    nbest_wrong: str
    digits_wrong: str
    speech_too_long: str

    upload_empty: str
    upload_one_file: str
    upload_too_large: str
    upload_unreadable: str

    degraded_new: Told
    degraded_added: Told
    busy: Told

    officer_has_floor: str

    danger_told: Mapping[DangerKind, Told]
    danger_reported: Told

    not_found: str
    conversation_not_found: str
    conflict: str
    claimed: str
    not_permitted: str
    refused: str
    locked: str
    wrong_code: str
    code_expired: str
    identity_mismatch: str
    verification_needed: str
    invalid_input: str

    page_not_found: str
    method_not_allowed: str
    not_ready: str
    failed: str


def load(path: Path = HOME) -> Texts:
    """Read the texts from their file."""
    return Texts.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
